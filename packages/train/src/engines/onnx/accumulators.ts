import { type GradientSum, trainingNames as names } from "@atcs/models/onnx";
import type { Tensor } from "onnxruntime-node";
import type { OnnxRuntime } from "../start/onnx-runtime.ts";
import type { ParameterLayout } from "../state/parameter-layout.ts";
import { FlatTensors, type NamedTensors } from "./flat-tensors.ts";

/** Gradients of a sum: before a micro-batch and after it, in turns. */
interface Accumulator {
  readonly sum: GradientSum;
  readonly sides: readonly [Side, Side];
}

interface Side {
  readonly flat: FlatTensors;
  readonly inputs: NamedTensors;
  readonly outputs: NamedTensors;
}

/** Gradients of the sums of a loss, added up over the micro-batches of a step. */
export class Accumulators {
  readonly #all: readonly Accumulator[];

  constructor(runtime: OnnxRuntime, layout: ParameterLayout, sums: readonly GradientSum[]) {
    this.#all = sums.map((sum) => {
      const side = (): Side => {
        const flat = new FlatTensors(runtime, layout.learned, layout.learnedLength);
        const inputs = flat.named((parameter) => names.accumulator(sum, parameter));
        return { flat, inputs, outputs: flat.named((parameter) => names.next(names.accumulator(sum, parameter))) };
      };
      return { sum, sides: [side(), side()] };
    });
  }

  /** Begin a step. */
  clear(): void {
    for (const { sides } of this.#all) sides[0].flat.values.fill(0);
  }

  /** Before and after a micro-batch. @param number of it, from 0 */
  of(number: number): { readonly inputs: NamedTensors; readonly outputs: NamedTensors } {
    const all = (kind: "inputs" | "outputs", side: number): NamedTensors =>
      Object.assign({}, ...this.#all.map(({ sides }) => sides[side % 2]![kind]));
    return { inputs: all("inputs", number), outputs: all("outputs", number + 1) };
  }

  /** Flat, of each sum, after so many micro-batches. */
  after(microBatches: number): Map<GradientSum, Tensor> {
    return new Map(this.#all.map(({ sum, sides }) => [sum, sides[microBatches % 2]!.flat.flat]));
  }
}
