// Values as tfjs has them, [B * A, H, W, C], and as ONNX has them: [B, C, H, W] or [B, C, A, H, W].

import { permute } from "../../../../../src/onnx/_layouts.ts";
import type { NumberArray } from "../../../../ops/support/array.ts";

/** @param cells A of a volume, undefined of an image */
export function toOnnx({ shape, data }: NumberArray, cells: number | undefined): NumberArray {
  const [slices, height, width, channels] = shape as [number, number, number, number];
  const altitude = cells ?? 1;
  const values = permuted(data, [slices / altitude, altitude, height, width, channels], [0, 4, 1, 2, 3]);
  const others = cells === undefined ? [height, width] : [cells, height, width];
  return { shape: [slices / altitude, channels, ...others], data: values };
}

export function fromOnnx({ shape, data }: NumberArray): NumberArray {
  const [batch, channels, ...others] = shape as [number, number, ...number[]];
  const [height, width] = others.slice(-2) as [number, number];
  const altitude = others.length === 3 ? others[0]! : 1;
  const values = permuted(data, [batch, channels, altitude, height, width], [0, 2, 3, 4, 1]);
  return { shape: [batch * altitude, height, width, channels], data: values };
}

function permuted(data: Float64Array, shape: readonly number[], order: readonly number[]): Float64Array {
  return Float64Array.from(permute(Float32Array.from(data), shape, order));
}
