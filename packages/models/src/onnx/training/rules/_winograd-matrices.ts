import type { OnnxGraphBuilder, OnnxValue } from "../../onnx-graph-builder.ts";

/** Rows of the same length. */
export type Matrix = readonly (readonly number[])[];

/** Of F(4, 3), as Lavin and Gray (2016) have them: six rows of the image, to what the products are of. */
export const B: Matrix = [
  [4, 0, -5, 0, 1, 0],
  [0, -4, -4, 1, 1, 0],
  [0, 4, -4, -1, 1, 0],
  [0, -2, -1, 2, 1, 0],
  [0, 2, -1, -2, 1, 0],
  [0, 4, 0, -5, 0, 1],
];
/** The kernel's three rows, in six. */
export const G: Matrix = [
  [1 / 4, 0, 0],
  [-1 / 6, -1 / 6, -1 / 6],
  [-1 / 6, 1 / 6, -1 / 6],
  [1 / 24, 1 / 12, 1 / 6],
  [1 / 24, -1 / 12, 1 / 6],
  [0, 0, 1],
];
/** Six products to four rows. */
export const A: Matrix = [
  [1, 1, 1, 1, 1, 0],
  [0, 1, -1, 2, -2, 0],
  [0, 1, 1, 4, 4, 0],
  [0, 1, -1, 8, -8, 1],
];

export function transposed(rows: Matrix): Matrix {
  return rows[0]!.map((_, column) => rows.map((row) => row[column]!));
}

/** As an initializer. */
export function writeMatrix(rows: Matrix, name: string, onnx: OnnxGraphBuilder): OnnxValue {
  return onnx.floats(name, [rows.length, rows[0]!.length], Float32Array.from(rows.flat()));
}
