import { trainingNames as names } from "@atcs/models/onnx";
import { momentum } from "../host/running-statistics.ts";
import type { OnnxRuntime } from "../start/onnx-runtime.ts";
import type { ParameterLayout } from "../state/parameter-layout.ts";
import { FlatTensors, type NamedTensors } from "./flat-tensors.ts";

/**
 * Moments of a micro-batch. The graph of gradients takes them up into the running statistics that it is given. Given zeros, of
 * which it keeps nothing, it gives them alone, so that they are known to be finite before anything takes them up.
 */
export class MomentTensors {
  readonly inputs: NamedTensors;
  readonly outputs: NamedTensors;
  readonly #taken: FlatTensors;

  constructor(runtime: OnnxRuntime, { running, runningLength }: ParameterLayout) {
    this.inputs = new FlatTensors(runtime, running, runningLength).named((name) => name);
    this.#taken = new FlatTensors(runtime, running, runningLength);
    this.outputs = this.#taken.named(names.next);
  }

  /** A copy, of the micro-batch that ran. */
  get moments(): Float32Array {
    return this.#taken.values.map((share) => share / momentum);
  }
}
