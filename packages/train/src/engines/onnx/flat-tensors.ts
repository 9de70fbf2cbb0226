import type { Tensor } from "onnxruntime-node";
import type { OnnxRuntime } from "../start/onnx-runtime.ts";
import type { Placed } from "../state/parameter-layout.ts";

/** Tensors by the names of inputs or outputs of a graph. */
export type NamedTensors = Readonly<Record<string, Tensor>>;

/**
 * Numbers of parameters one after another, and tensors that are views of them: onnxruntime reads inputs where they are, and writes
 * outputs that it is given where they are. (onnxruntime-node 1.30 also copies these to the result of a run, which nobody looks
 * at: half a millisecond for a megabyte.)
 */
export class FlatTensors {
  readonly values: Float32Array;
  /** All of them. */
  readonly flat: Tensor;
  readonly #views: readonly (readonly [name: string, view: Tensor])[];

  constructor({ Tensor }: OnnxRuntime, places: readonly Placed[], length: number) {
    this.values = new Float32Array(length);
    this.flat = new Tensor("float32", this.values, [length]);
    this.#views = places.map(({ parameter, offset, length: own }) => [
      parameter.name,
      new Tensor("float32", this.values.subarray(offset, offset + own), parameter.shape),
    ]);
  }

  /** A view of each parameter. @param nameOf its name in the graph, of that of the parameter */
  named(nameOf: (parameter: string) => string): NamedTensors {
    return Object.fromEntries(this.#views.map(([name, view]) => [nameOf(name), view]));
  }
}
