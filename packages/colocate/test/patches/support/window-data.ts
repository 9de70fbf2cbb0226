import type { Patch } from "../../../src/patches/patch.ts";

/** What a reader would give of a field: a value for every cell of the window's boxes and every view. */
export function windowData(
  { window }: Patch,
  value: (row: number, col: number, view: number) => number,
  views = 1,
): Float64Array {
  const data = new Float64Array(window.pixels * views);
  let i = 0;
  for (const box of window.boxes) {
    for (let row = box.row; row < box.row + box.rows; row++) {
      for (let col = box.col; col < box.col + box.cols; col++) {
        for (let view = 0; view < views; view++) data[i++] = value(row, col, view);
      }
    }
  }
  return data;
}

/** A number of every cell that few others share, exact as a float32. */
export function cellNumber(row: number, col: number): number {
  return ((row * 6481 + col * 7) % 16381) + 1;
}
