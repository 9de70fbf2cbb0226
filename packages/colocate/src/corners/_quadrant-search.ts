import { axisDistance, equatorHeight, geodesicWithin, squaredChordAlongParallel } from "../geodesy/_arc.ts";
import { MaskReader } from "../grid/_mask-reader.ts";
import { wrapLongitude } from "../grid/longitude.ts";
import type { PolderGrid } from "../grid/polder-grid.ts";
import type { PixelMask } from "../types.ts";

const degrees = Math.PI / 180;

/**
 * Finds the nearest valid pixel in one quadrant around a point, from the structure of the grid alone.
 *
 * In a row the distance grows with the difference in longitude, so the first valid cell on either side is the nearest
 * one there; and no cell of a row is nearer than the point of the row on the meridian of the profile, which bounds the
 * rows. One object serves all profiles and holds the result, so that nothing is allocated for each.
 */
export class QuadrantSearch {
  /** The pixel that was found, -1 when there is none. */
  row = -1;
  col = -1;
  /** Its distance in metres, Infinity when there is none. */
  distance: number = Number.POSITIVE_INFINITY;

  readonly #grid: PolderGrid;
  readonly #valid: MaskReader | undefined;
  readonly #firstRow: number;
  readonly #lastRow: number;
  readonly #maxDistance: number;
  /** Of the parallel of each row, in metres. */
  readonly #axisDistances: Float64Array;
  readonly #equatorHeights: Float64Array;

  // The point.
  #lon = 0;
  #axisDistance = 0;
  #equatorHeight = 0;
  /** The southernmost row that counts as north of the point; -1 when there is none. */
  #northRow = 0;

  /** @throws TypeError or ShapeError for a mask that does not fit the grid */
  constructor(grid: PolderGrid, valid: PixelMask | undefined, maxDistance: number) {
    this.#grid = grid;
    this.#valid = valid === undefined ? undefined : new MaskReader(valid, grid);
    this.#firstRow = this.#valid?.firstRow ?? 0;
    this.#lastRow = this.#valid?.lastRow ?? grid.rows - 1;
    this.#maxDistance = maxDistance;
    this.#axisDistances = grid.parallels.axisDistances;
    this.#equatorHeights = grid.parallels.equatorHeights;
  }

  /** Go to a point, which must be on Earth. */
  moveTo(lat: number, lon: number): void {
    this.#lon = wrapLongitude(lon);
    this.#axisDistance = axisDistance(lat);
    this.#equatorHeight = equatorHeight(lat);
    const row = this.#grid.rowAt(lat);
    this.#northRow = this.#grid.latitude(row) >= lat ? row : row - 1;
  }

  /** Search one quadrant. A centre on the point's latitude counts as north, one on its longitude as east. */
  find(north: boolean, east: boolean): void {
    this.row = -1;
    this.col = -1;
    this.distance = Number.POSITIVE_INFINITY;
    const firstRow = this.#firstRow;
    const lastRow = this.#lastRow;
    const step = north ? -1 : 1;
    let row = north ? Math.min(this.#northRow, lastRow) : Math.max(this.#northRow + 1, firstRow);
    for (; row >= firstRow && row <= lastRow; row += step) {
      // Neither this row nor those behind it come nearer than this.
      if (!(this.#distanceTo(row, 0) < this.distance)) return;
      this.#searchRow(row, east);
    }
  }

  #searchRow(row: number, east: boolean): void {
    const first = this.#grid.firstCol(row);
    const last = this.#grid.lastCol(row);
    const step = east ? 1 : -1;
    let col = this.#eastCol(row, first, last);
    if (!east) col -= 1;
    for (let left = this.#reach(row); left > 0; left--) {
      if (col > last) col = first;
      else if (col < first) col = last;
      if (this.#valid === undefined || this.#valid.isValid(row, col)) {
        this.#consider(row, col);
        return;
      }
      col += step;
    }
  }

  #consider(row: number, col: number): void {
    const distance = this.#distanceTo(row, this.#grid.longitude(row, col) - this.#lon);
    if (!(distance < this.distance)) return;
    this.row = row;
    this.col = col;
    this.distance = distance;
  }

  /** The first column whose centre is not west of the point; one more than the last when all are. */
  #eastCol(row: number, first: number, last: number): number {
    const col = Math.ceil(this.#grid.colPosition(row, this.#lon));
    // The position is rounded; which centres are on the point's longitude is decided by their own.
    if (col > first && this.#grid.longitude(row, col - 1) >= this.#lon) return col - 1;
    return col <= last && this.#grid.longitude(row, col) < this.#lon ? col + 1 : col;
  }

  /** How many cells of a row, from the point in either direction, may be nearer than what was found so far. */
  #reach(row: number): number {
    const limit = Math.min(this.distance, this.#maxDistance);
    const axisDistance = this.#axisDistances[row]!;
    const across = (axisDistance - this.#axisDistance) ** 2;
    const along = (this.#equatorHeights[row]! - this.#equatorHeight) ** 2;
    const sine2 = (limit * limit - across - along) / (4 * axisDistance * this.#axisDistance);
    const lonDifference = (2 * Math.asin(Math.sqrt(Math.min(Math.max(sine2, 0), 1)))) / degrees;
    // One for the cell at the point, one for rounding; more than half of the row would be the other side.
    const half = this.#grid.halfLength(row);
    return Math.min(half, Math.floor((lonDifference * half) / 180) + 2);
  }

  /** Distance to a point of a row's parallel in metres; Infinity beyond the largest that is allowed. */
  #distanceTo(row: number, lonDifference: number): number {
    const axisDistance = this.#axisDistances[row]!;
    return geodesicWithin(
      this.#maxDistance,
      this.#axisDistance,
      this.#equatorHeight,
      axisDistance,
      this.#equatorHeights[row]!,
      squaredChordAlongParallel(this.#axisDistance, axisDistance, lonDifference),
    );
  }
}
