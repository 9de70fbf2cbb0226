import { type GradientSum, trainingNames as names } from "@atcs/models/onnx";
import type { GradientSets } from "../compute/compute-gradients.ts";
import type { OnnxRuntime } from "../start/onnx-runtime.ts";
import type { ParameterLayout } from "../state/parameter-layout.ts";
import { FlatTensors, type NamedTensors } from "./flat-tensors.ts";

/** Gradients of the sums of a loss, added up over the micro-batches of a step. */
export class Accumulators {
  readonly #all: ReadonlyMap<GradientSum, FlatTensors>;
  /** Before a micro-batch. */
  readonly inputs: NamedTensors;
  /**
   * After it, in the same memory. Nothing but the addition of what the micro-batch adds reads what was there, number by
   * number: onnxruntime itself gives an addition the memory of what it adds to.
   */
  readonly outputs: NamedTensors;

  constructor(runtime: OnnxRuntime, layout: ParameterLayout, sums: readonly GradientSum[]) {
    this.#all = new Map(sums.map((sum) => [sum, new FlatTensors(runtime, layout.learned, layout.learnedLength)]));
    const named = (nameOf: (input: string) => string): NamedTensors =>
      Object.assign({}, ...[...this.#all].map(([sum, of]) => of.named((each) => nameOf(names.accumulator(sum, each)))));
    this.inputs = named((name) => name);
    this.outputs = named(names.next);
  }

  /** Begin a step. */
  clear(): void {
    for (const { values } of this.#all.values()) values.fill(0);
  }

  /** Flat, of each sum. */
  get gradients(): GradientSets<FlatTensors> {
    const [numerator, denominator, smoothness] = (["numerator", "denominator", "smoothness"] as const).map((sum) =>
      this.#all.get(sum),
    );
    return { numerator: numerator!, denominator, smoothness };
  }
}
