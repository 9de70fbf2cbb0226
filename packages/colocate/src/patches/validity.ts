import { checkMask } from "../grid/grid-box.ts";
import type { PixelMask } from "../types.ts";
import { forEachNearestCell } from "./_nearest-cell.ts";
import type { Patch } from "./patch.ts";
import { storedValues, type WindowField } from "./window-field.ts";

/** Views that a pixel must have at least, unless said otherwise. */
export const defaultMinViews = 13;

/**
 * Which pixels have enough views: 1 where Nviews is a count of at least `minViews`, 0 where it is less or none.
 * @param nviews the field Nviews, of a window or of any other set of pixels, with its codes for fill and missing
 */
export function validPixels(nviews: WindowField, minViews: number = defaultMinViews): Uint8Array {
  if (!(minViews >= 0)) throw new RangeError(`validPixels: minViews must be at least 0, got ${minViews}`);
  const { scale = 1, offset = 0 } = nviews;
  const counts = storedValues(nviews);
  // A comparison with NaN is false.
  return Uint8Array.from(counts, (count) => (scale * count + offset >= minViews ? 1 : 0));
}

/**
 * How much of a patch, 0 to 1, has an image: the share of its pixels whose nearest grid cell (in the sinusoidal
 * projection the cell itself) is valid.
 * @throws ShapeError for a mask of the wrong size
 */
export function validFraction(patch: Patch, valid: PixelMask): number {
  const box = checkMask(valid, patch.grid);
  let count = 0;
  forEachNearestCell(patch, (row, col) => {
    const y = row - box.row;
    const x = col - box.col;
    if (y < 0 || y >= box.rows || x < 0 || x >= box.cols) return;
    if (valid.data[y * box.cols + x] !== 0) count++;
  });
  return count / (patch.size * patch.size);
}
