import { checkObject, checkOptions } from "../_check-options.ts";
import { MaskReader } from "../grid/_mask-reader.ts";
import type { PixelMask } from "../types.ts";
import { forEachNearestCell } from "./_nearest-cell.ts";
import type { Patch } from "./patch.ts";
import { viewCounts } from "./view-mask.ts";
import type { WindowField } from "./window-field.ts";

/** Views that a pixel must have at least, unless said otherwise. */
export const defaultMinViews = 13;

/** Options of {@link validPixels}. */
export interface ValidPixelOptions {
  /** Views that a valid pixel has at least, 1 to `maxViews`. @default 13 */
  readonly minViews?: number;
  /** Views that a pixel can have; a larger number is none. @default 16 */
  readonly maxViews?: number;
}

/**
 * Which pixels have enough views: 1 where Nviews is a count of at least `minViews`, 0 where it is less or none.
 * @param nviews the field Nviews, of a window or of any other set of pixels, with its codes for fill and missing
 * @throws RangeError for numbers of views that cannot be; TypeError or ShapeError for what is no such field
 */
export function validPixels(nviews: WindowField, options: ValidPixelOptions = {}): Uint8Array<ArrayBuffer> {
  checkOptions("validPixels", options);
  const { minViews = defaultMinViews, maxViews = 16 } = options;
  const { counts } = viewCounts(nviews, maxViews);
  if (!Number.isInteger(minViews) || minViews < 1 || minViews > maxViews) {
    throw new RangeError(`validPixels: minViews must be an integer from 1 to maxViews ${maxViews}, got ${minViews}`);
  }
  return counts.map((count) => (count >= minViews ? 1 : 0));
}

/**
 * How much of a patch, 0 to 1, has an image: the share of its pixels whose nearest grid cell (in the sinusoidal
 * projection the cell itself) is valid.
 * @throws TypeError or ShapeError for a mask of another kind or size
 */
export function validFraction(patch: Patch, valid: PixelMask): number {
  checkObject("validFraction: the patch", patch);
  return fractionOf(patch, new MaskReader(valid, patch.grid));
}

/** {@link validFraction} with a mask that serves several patches. */
export function fractionOf(patch: Patch, mask: MaskReader): number {
  let count = 0;
  forEachNearestCell(patch, (row, col) => {
    if (mask.isValid(row, col)) count++;
  });
  return count / (patch.size * patch.size);
}
