import { type GridBox, type PolderGrid, type Track, wrapLongitude } from "@atcs/colocate";

/** Options of {@link boxesAlongTrack}. */
export interface TrackBoxOptions {
  /** How far from the track pixels are wanted: km, 0 to 2000. @default 20, where the corner rule ends */
  readonly marginKm?: number;
  /** Rows of a box. @default 54 */
  readonly bandRows?: number;
}

/** Shortest lengths of a degree of latitude and of a degree of longitude at the equator, WGS-84. */
const kmPerLatitudeDegree = 110.57;
const kmPerEquatorDegree = 111.31;

/** Boxes of one band are merged when fewer columns than this lie between them: that is less than a chunk. */
const gapCols = 54;

/** Columns of a band that are wanted, as first and last. */
type Interval = [first: number, last: number];

/**
 * Boxes that hold every pixel within a distance of a track, band by band from the north: what must be read of a granule
 * for co-location, instead of the whole grid. A track that crosses the antimeridian has boxes at either end of the rows;
 * near a pole they hold whole rows. No pixel is in two boxes.
 *
 * @param track P profiles, any order; longitudes of any turn
 * @returns none for a track without profiles
 * @throws CoordinateError for a profile that is not on Earth; ShapeError for unequal lengths; RangeError for options
 */
export function boxesAlongTrack(
  grid: PolderGrid,
  track: Track,
  { marginKm = 20, bandRows = 54 }: TrackBoxOptions = {},
): GridBox[] {
  if (!(marginKm >= 0 && marginKm <= 2000)) {
    throw new RangeError(`boxesAlongTrack: marginKm must be 0 to 2000, got ${marginKm}`);
  }
  if (!Number.isInteger(bandRows) || bandRows < 1) {
    throw new RangeError(`boxesAlongTrack: bandRows must be a positive integer, got ${bandRows}`);
  }
  const bands = new TrackBands(grid, marginKm, bandRows);
  const { row } = grid.toPixels(track.lat, track.lon);
  for (let i = 0; i < row.length; i++) bands.add(row[i]!, track.lon[i]!);
  return bands.boxes();
}

class TrackBands {
  readonly #grid: PolderGrid;
  readonly #bandRows: number;
  readonly #rowMargin: number;
  readonly #colMargin: number;
  readonly #bands: Interval[][];

  constructor(grid: PolderGrid, marginKm: number, bandRows: number) {
    this.#grid = grid;
    this.#bandRows = bandRows;
    const rowMargin = (marginKm * grid.rowsPerDegree) / kmPerLatitudeDegree;
    this.#rowMargin = Math.ceil(rowMargin) + 1;
    // Away from the poles (see `#reach`) N / cos(latitude) is within 2 % of the number of rows, and the arc along a row
    // is within 2 % of the straight way.
    this.#colMargin = Math.ceil((1.05 * marginKm * grid.rowsPerDegree) / kmPerEquatorDegree) + 1;
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
    const inside = emptyInterval();
    const beyondWest = emptyInterval();
    const beyondEast = emptyInterval();
    let crossesWest = false;
    let crossesEast = false;
    // All limits are linear in N, and N grows from either pole to the equator: the ends of the range suffice, with the
    // equator if it lies between them.
    const equator = north < rows / 2 && south >= rows / 2 ? [rows / 2] : [];
    for (const row of [north, south, ...equator]) {
      const firstCol = this.#grid.firstCol(row);
      const lastCol = this.#grid.lastCol(row);
      const position = this.#grid.colPosition(row, lon);
      const west = nearPole ? firstCol : Math.floor(position - this.#colMargin);
      const east = nearPole ? lastCol : Math.ceil(position + this.#colMargin);
      extend(inside, Math.max(west, firstCol), Math.min(east, lastCol));
      // What lies beyond one end of a row is at its other end.
      const turn = lastCol - firstCol + 1;
      extend(beyondWest, Math.min(west + turn, lastCol), lastCol);
      extend(beyondEast, firstCol, Math.max(east - turn, firstCol));
      crossesWest ||= west < firstCol;
      crossesEast ||= east > lastCol;
    }
    intervals.push(inside);
    if (crossesWest) intervals.push(beyondWest);
    if (crossesEast) intervals.push(beyondEast);
  }
}

function emptyInterval(): Interval {
  return [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
}

function extend(interval: Interval, first: number, last: number): void {
  interval[0] = Math.min(interval[0], first);
  interval[1] = Math.max(interval[1], last);
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
