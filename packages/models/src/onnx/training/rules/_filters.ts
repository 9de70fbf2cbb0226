import { sizeOf } from "../../../graph/parameters.ts";
import type { OnnxGraphBuilder, OnnxValue } from "../../onnx-graph-builder.ts";

/** A kernel [...taps, a, b] as [b, a, ...taps]. */
export function swappedAxes(
  kernel: OnnxValue,
  shape: readonly number[],
  name: string,
  onnx: OnnxGraphBuilder,
): OnnxValue {
  const { taps, a, b } = split(shape);
  const matrices = reshape(kernel, [sizeOf(taps), a, b], `${name}/matrices`, onnx);
  const swapped = onnx.node("Transpose", `${name}/swapped`, [matrices], { perm: [0, 2, 1] });
  return tapsLast(swapped, [b, a], taps, (tap) => tap, name, onnx);
}

/** A kernel [...taps, a, b] as [a, b, ...taps], with the taps in the opposite order along each of their axes. */
export function turnedByHalf(
  kernel: OnnxValue,
  shape: readonly number[],
  name: string,
  onnx: OnnxGraphBuilder,
): OnnxValue {
  const { taps, a, b } = split(shape);
  return tapsLast(kernel, [a, b], taps, (tap) => sizeOf(taps) - 1 - tap, name, onnx);
}

function split(shape: readonly number[]): { readonly taps: readonly number[]; readonly a: number; readonly b: number } {
  return { taps: shape.slice(0, -2), a: shape.at(-2)!, b: shape.at(-1)! };
}

/**
 * Tap by tap matrices, as matrices of taps. It is a product with a matrix of zeros and ones, which takes a tenth of the time
 * of the transposition that onnxruntime makes of Reshape and Transpose.
 * @param placeOf where a tap goes
 */
function tapsLast(
  byTap: OnnxValue,
  matrix: readonly [number, number],
  taps: readonly number[],
  placeOf: (tap: number) => number,
  name: string,
  onnx: OnnxGraphBuilder,
): OnnxValue {
  const count = sizeOf(taps);
  if (count === 1) return reshape(byTap, [...matrix, ...taps], `${name}/taps_last`, onnx);
  const places = new Float32Array(count * count);
  for (let tap = 0; tap < count; tap++) places[tap * count + placeOf(tap)] = 1;
  const rows = reshape(byTap, [count, sizeOf(matrix)], `${name}/by_tap`, onnx);
  const columns = [rows, onnx.floats(`${name}/places`, [count, count], places)];
  const last = onnx.node("Gemm", `${name}/by_place`, columns, { transA: 1 });
  return reshape(last, [...matrix, ...taps], `${name}/taps_last`, onnx);
}

function reshape(value: OnnxValue, shape: readonly number[], name: string, onnx: OnnxGraphBuilder): OnnxValue {
  return onnx.node("Reshape", name, [value, onnx.integers(`${name}/shape`, shape)]);
}
