import { checkNumbers } from "../_check.ts";
import { IndexError, ShapeError } from "../errors.ts";
import type { Numbers } from "../types.ts";
import { type Placement, placementOf } from "./_placement.ts";
import type { ImageExtent } from "./image-shape.ts";
import type { Transform } from "./transform.ts";

/**
 * Turn or mirror the corners of label points along with their image. The four corners of a point keep their order, and
 * so their weights, which do not change; they are no longer those in the north-west, north-east, south-west and
 * south-east. Interpolating the transformed image at the transformed corners gives what the original gave, bit by bit.
 *
 * @param corners (P, 4, 2) row and column
 * @param extent of the image before the transform
 * @returns (P, 4, 2), a new array
 * @throws ShapeError for a length that is no multiple of 8; IndexError for a corner that is not a pixel of the image;
 * RangeError or TypeError for what is no transform
 */
export function transformCorners(corners: Numbers, extent: ImageExtent, transform: Transform): Int32Array {
  const placement = placementOf(extent, transform);
  checkNumbers("corners", corners);
  if (corners.length % 8 !== 0) {
    throw new ShapeError(`corners has ${corners.length} elements: expected 8 for each point`);
  }
  for (let i = 0; i < corners.length; i += 2) {
    const row = corners[i]!;
    const col = corners[i + 1]!;
    if (!isPixel(row, extent.height) || !isPixel(col, extent.width)) {
      const corner = (i / 2) % 4;
      throw outside(`corner ${corner} of point ${Math.floor(i / 8)}`, row, col, "a pixel", extent);
    }
  }
  return place(corners, placement, new Int32Array(corners.length));
}

/**
 * Turn or mirror fractional positions along with their image; an integer is the centre of a pixel.
 *
 * @param positions (P, 2) row and column
 * @param extent of the image before the transform
 * @returns (P, 2), a new array
 * @throws ShapeError for an odd length; IndexError for a position that is not in the image, whose edge is half a pixel
 * outside of its outermost centres; RangeError or TypeError for what is no transform
 */
export function transformPositions(positions: Numbers, extent: ImageExtent, transform: Transform): Float64Array {
  const placement = placementOf(extent, transform);
  checkNumbers("positions", positions);
  if (positions.length % 2 !== 0) {
    throw new ShapeError(`positions has ${positions.length} elements: expected 2 for each point`);
  }
  for (let i = 0; i < positions.length; i += 2) {
    const row = positions[i]!;
    const col = positions[i + 1]!;
    if (!isInside(row, extent.height) || !isInside(col, extent.width)) {
      throw outside(`point ${i / 2}`, row, col, "a position", extent);
    }
  }
  return place(positions, placement, new Float64Array(positions.length));
}

function place<T extends Int32Array | Float64Array>(from: Numbers, placement: Placement, to: T): T {
  const { rowByRow, rowByCol, rowStart, colByRow, colByCol, colStart } = placement;
  for (let i = 0; i < to.length; i += 2) {
    const row = from[i]!;
    const col = from[i + 1]!;
    to[i] = row * rowByRow + col * rowByCol + rowStart;
    to[i + 1] = row * colByRow + col * colByCol + colStart;
  }
  return to;
}

function isPixel(index: number, size: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < size;
}

/** False for NaN. */
function isInside(position: number, size: number): boolean {
  return position >= -0.5 && position <= size - 0.5;
}

function outside(what: string, row: number, col: number, kind: string, { height, width }: ImageExtent): IndexError {
  return new IndexError(
    `${what} is at row ${row}, column ${col}: expected ${kind} of an image of ${height} x ${width}`,
  );
}
