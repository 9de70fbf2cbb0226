import { type GridBox, type PolderGrid, ShapeError } from "@atcs/colocate";

/** One box or several, as a list. @throws ShapeError unless they are inside of the grid; TypeError for no box */
export function checkBoxes(boxes: GridBox | readonly GridBox[], grid: PolderGrid): readonly GridBox[] {
  const list = Array.isArray(boxes) ? (boxes as readonly GridBox[]) : [boxes as GridBox];
  if (list.length === 0) throw new ShapeError("there is no box to read: expected at least one");
  for (const [i, box] of list.entries()) {
    if (typeof box !== "object" || box === null) {
      throw new TypeError(`box ${i} is ${String(box)}: expected an object with row, col, rows and cols`);
    }
    const { row, col, rows, cols } = box;
    if (isInside(row, rows, grid.rows) && isInside(col, cols, grid.cols)) continue;
    const found = `box ${i} has row ${row}, col ${col}, ${rows} rows and ${cols} columns`;
    throw new ShapeError(`${found}: expected integers within the ${grid.rows} x ${grid.cols} of the grid`);
  }
  return list;
}

/** Number of pixels of all boxes. */
export function countPixels(boxes: readonly GridBox[]): number {
  return boxes.reduce((sum, { rows, cols }) => sum + rows * cols, 0);
}

function isInside(first: number, count: number, limit: number): boolean {
  return Number.isInteger(first) && Number.isInteger(count) && first >= 0 && count >= 1 && first + count <= limit;
}
