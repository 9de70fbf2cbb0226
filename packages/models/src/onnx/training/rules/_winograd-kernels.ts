import type { OnnxValue } from "../../onnx-graph-builder.ts";
import type { ConvolutionLayer } from "./_convolution-form.ts";
import { G, type Matrix, writeMatrix } from "./_winograd-matrices.ts";

/** Kernels of the six convolutions along columns, G k: [6 filters, channels, 1, 3]. */
export function transformedKernel(layer: ConvolutionLayer, prefix: string): OnnxValue {
  const { onnx, channels, filters } = layer;
  const taps = reshape(kernelParts(G, layer, prefix), [18, channels, filters], `${prefix}/taps`, layer);
  const swapped = onnx.node("Transpose", `${prefix}/swapped`, [taps], { perm: [0, 2, 1] });
  return columnsLast(swapped, [6 * filters, channels, 1, 3], prefix, layer);
}

/** The same of the kernel turned by half a turn: [6 channels, filters, 1, 3]. */
export function turnedKernel(layer: ConvolutionLayer, prefix: string): OnnxValue {
  const { onnx, channels, filters } = layer;
  const turnedRows = G.map((row) => row.toReversed());
  const taps = reshape(kernelParts(turnedRows, layer, prefix), [6, 3, channels * filters], `${prefix}/taps`, layer);
  const opposite = onnx.integers(`${prefix}/opposite`, [2, 1, 0]);
  const turned = onnx.node("Gather", `${prefix}/turned`, [taps, opposite], { axis: 1 });
  return columnsLast(turned, [6 * channels, filters, 1, 3], prefix, layer);
}

/** [6, 3 columns * channels * filters] */
function kernelParts(rows: Matrix, layer: ConvolutionLayer, prefix: string): OnnxValue {
  const { onnx, kernel, channels, filters } = layer;
  const taps = reshape(kernel, [3, 3 * channels * filters], `${prefix}/rows`, layer);
  return onnx.node("MatMul", `${prefix}/parts`, [writeMatrix(rows, `${prefix}/G`, onnx), taps]);
}

function columnsLast(taps: OnnxValue, shape: readonly number[], prefix: string, layer: ConvolutionLayer): OnnxValue {
  const byColumn = reshape(taps, [6, 3, layer.channels * layer.filters], `${prefix}/by_column`, layer);
  const last = layer.onnx.node("Transpose", `${prefix}/columns_last`, [byColumn], { perm: [0, 2, 1] });
  return reshape(last, shape, `${prefix}/columns`, layer);
}

function reshape(value: OnnxValue, shape: readonly number[], name: string, { onnx }: ConvolutionLayer): OnnxValue {
  return onnx.node("Reshape", name, [value, onnx.integers(`${name}/shape`, shape)]);
}
