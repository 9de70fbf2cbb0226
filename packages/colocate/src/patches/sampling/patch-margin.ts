import { type CandidateOptions, resolveCandidates } from "./options.ts";

const radians = Math.PI / 180;

/** Equatorial radius of WGS-84 in metres, and what the flattening and the slope of rows may add to a distance. */
const radiusM = 6378137;
const allowance = 1.02;

/** What the nearest profile may be away from a drawn point, see {@link patchMarginM}. */
const maxGapM = 25_000;

/**
 * How far around a track pixels must be known so that any patch that `samplePatches` can draw along it, with the same
 * options, is judged and cut as if all of the image were known: metres, an upper bound for the distance of a patch's
 * pixels, and those that they are interpolated from, from the profile nearest to the drawn point. That is half of the
 * patch's height, and in width half of the patch and the shift that `nadirPadding` allows. It goes to `boxesAlongTrack`
 * as `marginM`.
 *
 * It holds for profiles that are 5 km apart or less, in the median, as those of all CALTRACK and CloudSat products are.
 *
 * @example
 * ```ts
 * import { boxesAlongTrack, PolderGrid, patchMarginM } from "@atcs/colocate";
 *
 * const track = { lat: [10, 10.045, 10.09], lon: [20, 19.99, 19.98] };
 * const boxes = boxesAlongTrack(new PolderGrid(), track, { marginM: patchMarginM({ size: 100 }) });
 * console.log(boxes.length);
 * ```
 * @throws TypeError or RangeError for an option that cannot be
 */
export function patchMarginM(options: CandidateOptions = {}): number {
  const { grid, size, projection, nadirPadding, latRange } = resolveCandidates(options);
  const [south, north] = latRange;
  const half = (size - 1) / 2;
  // A row and a column more on every side: rounding in the one projection, the enclosing pixels in the other.
  const halfRows = Math.ceil(half) + 1;
  const height = ((half + 1) / grid.rowsPerDegree) * radians;
  let largest = 0;
  for (let row = grid.rowAt(north); row <= grid.rowAt(south); row++) {
    const first = row - halfRows;
    const last = row + halfRows;
    if (first < 0 || last >= grid.rows) continue;
    // No patch fits where rows are shorter.
    if (2 * Math.min(grid.halfLength(first), grid.halfLength(last)) < size) continue;
    const equator = first < grid.rows / 2 && last >= grid.rows / 2 ? [grid.rows / 2] : [];
    // In between it is no wider: the width is a convex function of the square root of the cosine of the latitude.
    for (const other of [first, last, ...equator]) {
      const ownStep = Math.PI / grid.halfLength(other);
      const centerStep = Math.PI / grid.halfLength(row);
      const reach = (half - nadirPadding) * centerStep;
      const width = projection === "sinusoidal" ? (half + 1) * ownStep + reach : half * centerStep + ownStep + reach;
      const cosines = Math.cos(grid.latitude(row) * radians) * Math.cos(grid.latitude(other) * radians);
      largest = Math.max(largest, height ** 2 + cosines * width ** 2);
    }
  }
  // The haversine formula: the square root is at least the chord.
  const arc = 2 * Math.asin(Math.min(1, Math.sqrt(largest) / 2));
  return allowance * radiusM * arc + maxGapM;
}
