import { describeValue } from "../_describe.ts";
import { profileCount } from "./_bins.ts";

/** Arrays whose bins can be selected. */
export type BinArray = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Float32Array | Float64Array;

/** Number of height bins of a CloudSat profile, each about 240 m thick. */
export const cloudSatBinCount = 125;

/** The 99 bins of CloudSat that are not empty everywhere, start included, stop excluded: bins 4 to 102. */
export const usualHeightBins: readonly [start: number, stop: number] = /* @__PURE__ */ Object.freeze([4, 103] as const);

/** Is this a height of a bin? Missing heights are -9999 or the fill of the file, which all lie outside of -5000..30000 m. */
export function isBinHeight(height: number): boolean {
  return typeof height === "number" && height >= -5000 && height <= 30_000;
}

/**
 * The bins `start` to `stop - 1` of every profile, for instance {@link usualHeightBins}.
 * @param values (P, bins), row by row
 * @param range start included, stop excluded
 * @param bins height bins of a profile, {@link cloudSatBinCount} in CloudSat's products
 * @returns (P, stop - start), a copy of the same type
 * @throws TypeError for what is no typed array or range; RangeError unless 0 <= start < stop <= bins; ShapeError unless
 * there are whole profiles
 */
export function selectHeightBins<Values extends BinArray>(
  values: Values,
  range: readonly [start: number, stop: number],
  bins: number,
): Values {
  if (!ArrayBuffer.isView(values)) {
    throw new TypeError(`selectHeightBins: expected a typed array, got ${describeValue(values)}`);
  }
  const profiles = profileCount("the array", values, bins);
  if (!Array.isArray(range))
    throw new TypeError(`selectHeightBins: expected [start, stop], got ${describeValue(range)}`);
  const [start, stop] = range;
  if (!Number.isInteger(start) || !Number.isInteger(stop) || start < 0 || start >= stop || stop > bins) {
    throw new RangeError(`selectHeightBins: expected integers 0 <= start < stop <= ${bins}, got [${start}, ${stop}]`);
  }
  const width = stop - start;
  const selected = values.slice(0, profiles * width) as Values;
  for (let p = 0; p < profiles; p++) selected.set(values.subarray(p * bins + start, p * bins + stop), p * width);
  return selected;
}
