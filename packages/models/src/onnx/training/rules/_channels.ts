import type { OnnxGraphBuilder, OnnxValue } from "../../onnx-graph-builder.ts";

/** Values [B, C, H, W] of which each channel is treated by itself, in forms that onnxruntime does in one pass. */
export class Channels {
  readonly #onnx: OnnxGraphBuilder;
  readonly #channels: number;
  readonly #pixels: number;

  /** @param pixels rows times columns */
  constructor(onnx: OnnxGraphBuilder, channels: number, pixels: number) {
    this.#onnx = onnx;
    this.#channels = channels;
    this.#pixels = pixels;
  }

  /** Mean of each channel, [1, C, 1, 1]. */
  means(value: OnnxValue, name: string): OnnxValue {
    return this.#onnx.node("ReduceMean", name, [value], { axes: [0, 2, 3] });
  }

  /** Mean of a b of each channel, [C]: onnxruntime joins Transpose and MatMul to the inner product of two rows. */
  meanProducts(a: OnnxValue, b: OnnxValue, name: string): OnnxValue {
    const onnx = this.#onnx;
    const row = onnx.integers(`${name}/row`, [-1, 1, this.#pixels]);
    const rows = onnx.node("Reshape", `${name}/rows`, [a, row]);
    const others = a === b ? rows : onnx.node("Reshape", `${name}/other_rows`, [b, row]);
    const columns = onnx.node("Transpose", `${name}/columns`, [others], { perm: [0, 2, 1] });
    const sums = onnx.node("MatMul", `${name}/row_sums`, [rows, columns]);
    const ofImages = onnx.node("Reshape", `${name}/image_sums`, [
      sums,
      onnx.integers(`${name}/of_images`, [-1, this.#channels]),
    ]);
    const mean = onnx.node("ReduceMean", `${name}/mean_sum`, [ofImages], { axes: [0], keepdims: 0 });
    return onnx.node("Mul", name, [mean, onnx.floats(`${name}/share`, [], Float32Array.of(1 / this.#pixels))]);
  }

  /** factor value + summand; factor and summand are [C]. A convolution of each channel with a kernel of 1 x 1. */
  scaleShift(value: OnnxValue, factor: OnnxValue, summand: OnnxValue, name: string): OnnxValue {
    const shape = this.#onnx.integers(`${name}/kernel_shape`, [this.#channels, 1, 1, 1]);
    const kernel = this.#onnx.node("Reshape", `${name}/kernel`, [factor, shape]);
    const attributes = { group: this.#channels, kernel_shape: [1, 1] };
    return this.#onnx.node("Conv", name, [value, kernel, summand], attributes);
  }

  /** factor value; factor is [C]. */
  scale(value: OnnxValue, factor: OnnxValue, name: string): OnnxValue {
    const shape = this.#onnx.integers(`${name}/factor_shape`, [this.#channels, 1, 1]);
    return this.#onnx.node("Mul", name, [value, this.#onnx.node("Reshape", `${name}/factor`, [factor, shape])]);
  }

  /** [1, C, 1, 1] to [C]. */
  vector(means: OnnxValue, name: string): OnnxValue {
    return this.#onnx.node("Reshape", name, [means, this.#onnx.integers(`${name}/shape`, [this.#channels])]);
  }
}
