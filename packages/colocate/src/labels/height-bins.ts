import { ShapeError } from "../errors.ts";
import type { Numbers } from "../types.ts";
import { profileCount } from "./_bins.ts";

/** Arrays whose bins can be selected and reversed. */
export type BinArray = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Float32Array | Float64Array;

/** Number of height bins of a CloudSat profile, each about 240 m thick. */
export const cloudSatBins = 125;

/** The bins that are not empty everywhere, from the first to before the last: 4 to 102. */
export const usualHeightBins: readonly [start: number, stop: number] = [4, 103];

/** Is this a height of a bin? Missing heights are -9999 or the fill of the file, which all lie outside of -5000..30000 m. */
export function isBinHeight(height: number): boolean {
  return height >= -5000 && height <= 30_000;
}

/**
 * The bins `start` to `stop - 1` of every profile, for instance `usualHeightBins`.
 * @param values (P, bins), row by row
 * @returns (P, stop - start), a copy of the same type
 * @throws RangeError unless 0 <= start < stop <= bins; ShapeError unless there are whole profiles
 */
export function selectHeightBins<Values extends BinArray>(
  values: Values,
  [start, stop]: readonly [start: number, stop: number],
  bins: number = cloudSatBins,
): Values {
  const profiles = profileCount("the array", values.length, bins);
  if (!Number.isInteger(start) || !Number.isInteger(stop) || start < 0 || start >= stop || stop > bins) {
    throw new RangeError(`selectHeightBins: expected integers 0 <= start < stop <= ${bins}, got [${start}, ${stop}]`);
  }
  const width = stop - start;
  const selected = values.slice(0, profiles * width) as Values;
  for (let p = 0; p < profiles; p++) selected.set(values.subarray(p * bins + start, p * bins + stop), p * width);
  return selected;
}

/**
 * Do the bins run from the top down? All of this package takes them so; where a file has them the other way,
 * `reverseHeightBins` turns them.
 * @param height metres (P, bins); bins without a height do not count
 * @throws ShapeError unless the heights of every profile run the same way, and some profile has two
 */
export function isTopBinFirst(height: Numbers, bins: number = cloudSatBins): boolean {
  const profiles = profileCount("the height", height.length, bins);
  let direction = 0;
  for (let p = 0; p < profiles; p++) {
    let previous = Number.NaN;
    for (let i = p * bins; i < (p + 1) * bins; i++) {
      const here = height[i]!;
      if (!isBinHeight(here)) continue;
      const step = Math.sign(here - previous);
      previous = here;
      if (Number.isNaN(step)) continue;
      if (step === 0 || (direction !== 0 && step !== direction)) {
        throw new ShapeError(`the heights of profile ${p} do not run the same way everywhere: see bin ${i - p * bins}`);
      }
      direction = step;
    }
  }
  if (direction === 0)
    throw new ShapeError("no profile has the heights of two bins: which is the highest is not known");
  return direction < 0;
}

/**
 * The same profiles with their bins in the opposite order.
 * @param values (P, bins), row by row
 * @returns a copy
 * @throws ShapeError unless there are whole profiles
 */
export function reverseHeightBins<Values extends BinArray>(values: Values, bins: number = cloudSatBins): Values {
  const profiles = profileCount("the array", values.length, bins);
  const copy = values.slice() as Values;
  for (let p = 0; p < profiles; p++) copy.subarray(p * bins, (p + 1) * bins).reverse();
  return copy;
}
