import { checkTrack } from "../_check.ts";
import { checkOptions } from "../_check-options.ts";
import { defaultMaxDistanceM } from "../corners/max-distance.ts";
import type { GridBox, Track } from "../types.ts";
import { wrapLongitude } from "./longitude.ts";
import type { PolderGrid } from "./polder-grid.ts";

/** Options of {@link boxesAlongTrack}. */
export interface TrackBoxOptions {
  /** How far from the track pixels are wanted: metres, 0 to 2,000,000. @default 20000, where the corner rule ends */
  readonly marginM?: number;
  /** Rows of a box. @default 54, which are 3 degrees of the full-resolution grid */
  readonly bandRows?: number;
}

/** Shortest lengths in metres of a degree of latitude, and of a degree of longitude at the equator, WGS-84. */
const metresPerLatitudeDegree = 110_570;
const metresPerEquatorDegree = 111_310;

/** Boxes of one band with fewer columns than this between them become one: fewer reads, and little more to read. */
const gapCols = 54;

/** Columns of a band that are wanted, as first and last. */
type Interval = [first: number, last: number];

/**
 * Boxes that hold every pixel within a distance of a track's profiles, band by band from the north: what must be read of
 * a granule for co-location, instead of the whole grid. A track that crosses the antimeridian has boxes at either end of
 * the rows; near a pole they hold whole rows. No pixel is in two boxes.
 *
 * @param track P profiles, any order; longitudes of any turn
 * @returns none for a track without profiles
 * @throws CoordinateError for a profile that is not on Earth; ShapeError for unequal lengths; TypeError or RangeError
 * for options that cannot be
 */
export function boxesAlongTrack(grid: PolderGrid, track: Track, options: TrackBoxOptions = {}): GridBox[] {
  checkOptions("boxesAlongTrack", options);
  const { marginM = defaultMaxDistanceM, bandRows = 54 } = options;
  if (!(marginM >= 0 && marginM <= 2_000_000)) {
    throw new RangeError(`boxesAlongTrack: marginM must be 0 to 2000000, got ${marginM}`);
  }
  if (!Number.isInteger(bandRows) || bandRows < 1) {
    throw new RangeError(`boxesAlongTrack: bandRows must be a positive integer, got ${bandRows}`);
  }
  if (track?.lat?.length === 0 && track.lon?.length === 0) return [];
  checkTrack(track);
  const bands = new TrackBands(grid, marginM, bandRows);
  const { row } = grid.toPixels(track.lat, track.lon);
  for (let i = 0; i < row.length; i++) bands.add(row[i]!, track.lon[i]!);
  return bands.boxes();
}

class TrackBands {
  readonly #grid: PolderGrid;
  readonly #bandRows: number;
  readonly #rowMargin: number;
  readonly #colMargin: number;
  /** Of each band, intervals of which each new one was more than a gap away from all others: never many. */
  readonly #bands: Interval[][];

  constructor(grid: PolderGrid, marginM: number, bandRows: number) {
    this.#grid = grid;
    this.#bandRows = bandRows;
    const rowMargin = (marginM * grid.rowsPerDegree) / metresPerLatitudeDegree;
    this.#rowMargin = Math.ceil(rowMargin) + 1;
    // Away from the poles (see `#reach`) N / cos(latitude) is within 2 % of the number of rows, and the arc along a row
    // is within 2 % of the straight way.
    this.#colMargin = Math.ceil((1.05 * marginM * grid.rowsPerDegree) / metresPerEquatorDegree) + 1;
    this.#bands = Array.from({ length: Math.ceil(grid.rows / bandRows) }, () => []);
  }

  /** Add what lies around a profile in cell row `row`. */
  add(row: number, lon: number): void {
    const north = Math.max(row - this.#rowMargin, 0);
    const south = Math.min(row + this.#rowMargin, this.#grid.rows - 1);
    for (let start = north; start <= south; ) {
      const band = Math.floor(start / this.#bandRows);
      const end = Math.min((band + 1) * this.#bandRows - 1, south);
      this.#reach(this.#bands[band]!, start, end, wrapLongitude(lon));
      start = end + 1;
    }
  }

  boxes(): GridBox[] {
    return this.#bands.flatMap((intervals, band) => {
      const row = band * this.#bandRows;
      const rows = Math.min(this.#bandRows, this.#grid.rows - row);
      return merge(intervals).map(([first, last]) => ({ row, col: first, rows, cols: last - first + 1 }));
    });
  }

  /** The columns of rows `north` to `south` that a profile needs, as one interval, or two across the antimeridian. */
  #reach(intervals: Interval[], north: number, south: number, lon: number): void {
    const { rows } = this.#grid;
    const nearPole = Math.min(north, rows - 1 - south) < 2 * this.#rowMargin + 8;
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    let [firstOfRows, lastOfRows] = [first, last];
    // What lies beyond one end of a row is at its other end.
    let [fromBeyondWest, toBeyondEast] = [first, last];
    let crossesWest = false;
    let crossesEast = false;
    // All limits are linear in N, and N grows from either pole to the equator: the ends of the range suffice, with the
    // equator if it lies between them.
    const count = north < rows / 2 && south >= rows / 2 ? 3 : 2;
    for (let i = 0; i < count; i++) {
      const row = i === 0 ? north : i === 1 ? south : rows / 2;
      const firstCol = this.#grid.firstCol(row);
      const lastCol = this.#grid.lastCol(row);
      const position = this.#grid.colPosition(row, lon);
      const west = nearPole ? firstCol : Math.floor(position - this.#colMargin);
      const east = nearPole ? lastCol : Math.ceil(position + this.#colMargin);
      const turn = lastCol - firstCol + 1;
      first = Math.min(first, Math.max(west, firstCol));
      last = Math.max(last, Math.min(east, lastCol));
      firstOfRows = Math.min(firstOfRows, firstCol);
      lastOfRows = Math.max(lastOfRows, lastCol);
      fromBeyondWest = Math.min(fromBeyondWest, west + turn, lastCol);
      toBeyondEast = Math.max(toBeyondEast, east - turn, firstCol);
      crossesWest ||= west < firstCol;
      crossesEast ||= east > lastCol;
    }
    include(intervals, first, last);
    if (crossesWest) include(intervals, fromBeyondWest, lastOfRows);
    if (crossesEast) include(intervals, firstOfRows, toBeyondEast);
  }
}

/** Extend the first interval that is no more than a gap away, or add one: profiles that follow each other lie together. */
function include(intervals: Interval[], first: number, last: number): void {
  for (const interval of intervals) {
    if (first > interval[1] + gapCols || interval[0] > last + gapCols) continue;
    if (first < interval[0]) interval[0] = first;
    if (last > interval[1]) interval[1] = last;
    return;
  }
  intervals.push([first, last]);
}

function merge(intervals: Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const [first, last] of intervals.sort((a, b) => a[0] - b[0])) {
    const previous = merged.at(-1);
    if (previous === undefined || first > previous[1] + gapCols) merged.push([first, last]);
    else previous[1] = Math.max(previous[1], last);
  }
  return merged;
}
