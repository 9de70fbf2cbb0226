import { checkObject } from "../_check-options.ts";
import { ShapeError } from "../errors.ts";
import type { ImageExtent } from "./image-shape.ts";
import { checkTransform, type Transform } from "./transform.ts";

/**
 * Where a pixel goes: `row' = row * rowByRow + col * rowByCol + rowStart`, and likewise the column. Of the factors of
 * each line one is 1 or -1 and the other 0.
 */
export interface Placement {
  readonly rowByRow: number;
  readonly rowByCol: number;
  readonly rowStart: number;
  readonly colByRow: number;
  readonly colByCol: number;
  readonly colStart: number;
  /** The transformed image. */
  readonly height: number;
  readonly width: number;
}

/** @throws ShapeError for an image without pixels; RangeError or TypeError for what is no extent or transform */
export function placementOf(extent: ImageExtent, transform: Transform): Placement {
  checkTransform(transform);
  checkObject("the extent of the image", extent);
  const { height, width } = extent;
  checkSize("height", height);
  checkSize("width", width);
  const upright = { rowByRow: 1, rowByCol: 0, rowStart: 0, colByRow: 0, colByCol: 1, colStart: 0, height, width };
  let placement: Placement = transform.mirror ? { ...upright, colByCol: -1, colStart: width - 1 } : upright;
  for (let i = 0; i < transform.quarterTurns; i++) placement = turned(placement);
  return placement;
}

/** Followed by a counter-clockwise quarter turn, which puts (row, col) at (width - 1 - col, row). */
function turned(before: Placement): Placement {
  return {
    rowByRow: 0 - before.colByRow,
    rowByCol: 0 - before.colByCol,
    rowStart: before.width - 1 - before.colStart,
    colByRow: before.rowByRow,
    colByCol: before.rowByCol,
    colStart: before.rowStart,
    height: before.width,
    width: before.height,
  };
}

/** Walks through the pixels of the original in the order of the transformed image. */
export interface SourceWalk {
  /** Number, in the original, of the transformed image's first pixel. */
  readonly start: number;
  /** Steps in the original for one row, and one column, of the transformed image. */
  readonly rowStep: number;
  readonly colStep: number;
}

/** The inverse of a placement; its matrix is orthogonal, so that is the transposed one. */
export function sourceWalk(placement: Placement, { width }: ImageExtent): SourceWalk {
  const { rowByRow, rowByCol, rowStart, colByRow, colByCol, colStart } = placement;
  const rowStep = rowByRow * width + rowByCol;
  const colStep = colByRow * width + colByCol;
  return { start: 0 - rowStart * rowStep - colStart * colStep, rowStep, colStep };
}

export function checkSize(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) throw new ShapeError(`${name} is ${value}: expected a positive integer`);
}
