import { matMul, reshape, type Tensor4D, tensor3d } from "@tensorflow/tfjs";
import { linearWeights } from "../graph/linear-weights.ts";
import { fromColumns, sliceShape, toColumns, type Value } from "./volume.ts";

// Interpolation is done one axis at a time, each as a product with a matrix of weights. tfjs has an operation for images, but
// its gradient has rows and columns the wrong way round on one backend.

/**
 * Bilinear interpolation of rows and columns, corners aligned.
 * @param x [B, H, W, C]
 * @returns [B, height, width, C]
 */
export function resizeBilinear(x: Tensor4D, height: number, width: number): Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  const rowsDone =
    rows === height ? x : matMul(weightMatrix(rows, height), reshape(x, [batch, rows, columns * channels]));
  if (columns === width) return reshape(rowsDone, [batch, height, width, channels]);
  const columnsDone = matMul(weightMatrix(columns, width), reshape(rowsDone, [batch * height, columns, channels]));
  return reshape(columnsDone, [batch, height, width, channels]);
}

/** Linear interpolation along altitude, ends aligned. */
export function resizeAltitude(volume: Value, cells: number): Value {
  if (volume.altitude === cells) return volume;
  return fromColumns(matMul(weightMatrix(volume.altitude, cells), toColumns(volume)), sliceShape(volume));
}

function weightMatrix(from: number, to: number): ReturnType<typeof tensor3d> {
  return tensor3d(linearWeights(from, to), [1, to, from]);
}
