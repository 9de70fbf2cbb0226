import { checkOptions } from "../_check-options.ts";
import { ShapeError } from "../errors.ts";
import { checkField, isValueTest, storedValues, type WindowField } from "./window-field.ts";

/** Numbers of views, see {@link viewCounts}. */
export interface ViewCounts {
  /** Views of each pixel: 0 where there is no number, or one that cannot be. */
  readonly counts: Uint8Array<ArrayBuffer>;
  /** How many pixels have a number that is not one of views. */
  readonly outside: number;
}

/**
 * The number of views of each pixel.
 * @param nviews the field Nviews of any set of pixels, with its codes for fill and missing
 * @param maxViews largest number that can be, 1 to 255
 * @throws RangeError for another `maxViews`; TypeError or ShapeError for what is no such field
 */
export function viewCounts(nviews: WindowField, maxViews = 16): ViewCounts {
  if (!Number.isInteger(maxViews) || maxViews < 1 || maxViews > 255) {
    throw new RangeError(`viewCounts: maxViews must be an integer from 1 to 255, got ${maxViews}`);
  }
  checkField(nviews);
  const { name, views = 1, scale = 1, offset = 0 } = nviews;
  if (views !== 1) throw new ShapeError(`field ${name} has ${views} views: expected one number for each pixel`);
  const stored = storedValues(nviews);
  const counts = new Uint8Array(stored.length);
  let outside = 0;
  for (let i = 0; i < stored.length; i++) {
    const count = scale * stored[i]! + offset;
    if (Number.isNaN(count)) continue;
    if (Number.isInteger(count) && count >= 0 && count <= maxViews) counts[i] = count;
    else outside++;
  }
  return { counts, outside };
}

/** What is needed to tell which slots hold a view. */
export interface ViewMaskInput {
  /** Number of views of each pixel, 0 where it is not valid; see {@link viewCounts}. Shape [pixels]. */
  readonly counts: Uint8Array;
  /** Slots of a pixel, 1 to 255. */
  readonly views: number;
  /** Radiances of the same pixels, any number of them: shape [pixels, views], with their codes for fill and missing. */
  readonly radiances: readonly WindowField[];
}

/** Which slots hold a view, see {@link viewMask}. */
export interface ViewMask {
  /** Shape [pixels, views]: 1 where a slot holds a view, else 0. */
  readonly mask: Uint8Array<ArrayBuffer>;
  /** Pixels whose views are not packed from slot 0. */
  readonly unpacked: number;
  /** Pixels with radiances in more slots than they have views. */
  readonly excess: number;
}

/**
 * Which slots of the directional fields hold a view. The angles cannot tell: slots without a view hold 0 in them, without
 * being flagged.
 *
 * Views are packed from slot 0, so the slots before `counts` hold one, also where a radiance is missing. A pixel with a
 * radiance in a later slot is not packed, and the slots in which any radiance has a value hold its views, unless these
 * are more than it has views: then the radiances of unused slots are not flagged either, and the number of views counts.
 *
 * @throws TypeError, RangeError or ShapeError for arrays that do not fit together
 */
export function viewMask(input: ViewMaskInput): ViewMask {
  checkOptions("viewMask", input);
  const { counts, views, radiances } = input;
  if (!(counts instanceof Uint8Array)) throw new TypeError("viewMask: counts must be a Uint8Array, see viewCounts");
  if (!Array.isArray(radiances)) throw new TypeError("viewMask: radiances must be an array of fields");
  if (!Number.isInteger(views) || views < 1 || views > 255) {
    throw new RangeError(`viewMask: views must be an integer from 1 to 255, got ${views}`);
  }
  const mask = new Uint8Array(counts.length * views);
  for (const field of radiances) markValues(field, views, mask);
  let unpacked = 0;
  let excess = 0;
  for (let pixel = 0; pixel < counts.length; pixel++) {
    const begin = pixel * views;
    const end = begin + views;
    const firstUnused = begin + Math.min(counts[pixel]!, views);
    if (hasAny(mask, firstUnused, end)) {
      if (countOnes(mask, begin, end) <= counts[pixel]!) {
        unpacked++;
        continue;
      }
      excess++;
      mask.fill(0, firstUnused, end);
    }
    mask.fill(1, begin, firstUnused);
  }
  return { mask, unpacked, excess };
}

/** Write 1 wherever a field has a value. */
function markValues(field: WindowField, views: number, mask: Uint8Array): void {
  checkField(field);
  const { name, data } = field;
  if ((field.views ?? 1) !== views || data.length !== mask.length) {
    const found = `field ${name} has ${data.length} elements of ${field.views ?? 1} views`;
    throw new ShapeError(`${found}: expected ${mask.length} of ${views}, as there are counts`);
  }
  const isValue = isValueTest(field);
  for (let i = 0; i < mask.length; i++) if (isValue(data[i]!)) mask[i] = 1;
}

function hasAny(mask: Uint8Array, begin: number, end: number): boolean {
  for (let i = begin; i < end; i++) if (mask[i] !== 0) return true;
  return false;
}

function countOnes(mask: Uint8Array, begin: number, end: number): number {
  let count = 0;
  for (let i = begin; i < end; i++) count += mask[i]!;
  return count;
}
