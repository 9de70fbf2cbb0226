import { pad, slice, type Tensor4D } from "@tensorflow/tfjs";

/** Rows and columns cut off, or zeros added, at the end. */
export function fit(x: Tensor4D, height: number, width: number): Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  const cut =
    rows > height || columns > width
      ? slice(x, [0, 0, 0, 0], [batch, Math.min(rows, height), Math.min(columns, width), channels])
      : x;
  if (rows >= height && columns >= width) return cut;
  return pad(cut, [
    [0, 0],
    [0, Math.max(0, height - rows)],
    [0, Math.max(0, width - columns)],
    [0, 0],
  ]);
}
