import { checkLatitude, checkLongitude, checkNumbers } from "../_check.ts";
import { IndexError, ShapeError } from "../errors.ts";
import type { GeoPoint, Numbers, Pixel } from "../types.ts";
import { makeParallels, type Parallels } from "./_parallels.ts";
import { wrapLongitude } from "./longitude.ts";

const degrees = Math.PI / 180;

/** Rows of the full-resolution grid of POLDER level 1: 18 per degree, cells of about 6 km. */
export const fullResolutionRows = 3240;

/**
 * The sinusoidal grid of POLDER/PARASOL. Row `r` of `rows`, counted from the north, has its centres at latitude
 * `90 - (r + 0.5) / rowsPerDegree`; it owns `2 N` cells, `N = NINT(rows cos(latitude))`, in the middle of the `2 rows`
 * columns, and column `c` has its centre at longitude `(180 / N) (c - rows + 0.5)`.
 *
 * The official definition (POLDER level 1 product definition, 3240 rows) counts from 1; indices here count from 0. N is
 * rounded: without that, columns far from the prime meridian shift by up to half a cell.
 *
 * @example
 * ```ts
 * import { PolderGrid } from "@atcs/colocate";
 *
 * const grid = new PolderGrid();
 * const { row, col } = grid.toPixel(43.6, 1.44);
 * console.log(row, col, grid.toLatLon(row, col));
 * ```
 */
export class PolderGrid {
  /** Number of rows: 3240 at full resolution. */
  readonly rows: number;
  /** Number of columns, `2 rows`; most rows own only those in the middle. */
  readonly cols: number;
  /** Rows per degree of latitude: 18 at full resolution. */
  readonly rowsPerDegree: number;
  readonly #halfLengths: Int32Array;
  #parallels: Parallels | undefined;

  /**
   * @param rows number of rows from pole to pole; 3240 is level 1, 1080 the grid of 3 x 3 pixels of level 2
   * @throws RangeError unless it is an even integer from 2 to 65536
   */
  constructor(rows: number = fullResolutionRows) {
    if (!Number.isInteger(rows) || rows % 2 !== 0 || rows < 2 || rows > 65536) {
      throw new RangeError(`PolderGrid: rows must be an even integer from 2 to 65536, got ${rows}`);
    }
    this.rows = rows;
    this.cols = 2 * rows;
    this.rowsPerDegree = rows / 180;
    this.#halfLengths = new Int32Array(rows);
    for (let row = 0; row < rows; row++) {
      this.#halfLengths[row] = Math.round(rows * Math.cos(this.#latitude(row) * degrees));
    }
  }

  /** @internal made when it is first asked for, since only the corner rule needs it */
  get parallels(): Parallels {
    this.#parallels ??= makeParallels(this);
    return this.#parallels;
  }

  /** Latitude of the centres of a row. @throws IndexError */
  latitude(row: number): number {
    this.#checkRow(row);
    return this.#latitude(row);
  }

  /** Longitude of the centre of a cell, in [-180, 180). @throws IndexError when the cell does not exist */
  longitude(row: number, col: number): number {
    if (!this.contains(row, col)) this.#failCell(row, col, "");
    return this.#longitude(row, col);
  }

  /** N of a row: half of its number of cells. @throws IndexError */
  halfLength(row: number): number {
    this.#checkRow(row);
    return this.#halfLengths[row]!;
  }

  /** First column that a row owns. @throws IndexError */
  firstCol(row: number): number {
    return this.rows - this.halfLength(row);
  }

  /** Last column that a row owns. @throws IndexError */
  lastCol(row: number): number {
    return this.rows + this.halfLength(row) - 1;
  }

  /** Does this cell exist? False for indices outside of the grid. */
  contains(row: number, col: number): boolean {
    if (!Number.isInteger(row) || !Number.isInteger(col) || row < 0 || row >= this.rows) return false;
    const half = this.#halfLengths[row]!;
    return col >= this.rows - half && col < this.rows + half;
  }

  /** The row that holds a latitude; a border between two rows belongs to the southern one, the south pole to the last. @throws CoordinateError */
  rowAt(lat: number): number {
    checkLatitude(lat);
    return Math.min(Math.floor(this.rowsPerDegree * (90 - lat)), this.rows - 1);
  }

  /**
   * Fractional column of a longitude in a row: integers are centres. Not wrapped: longitudes that differ by 360 degrees
   * give columns that differ by the length of the row.
   * @throws IndexError; CoordinateError
   */
  colPosition(row: number, lon: number): number {
    checkLongitude(lon);
    return this.rows - 0.5 + (this.halfLength(row) * lon) / 180;
  }

  /** The same cell of a row for a column counted beyond the antimeridian, in either direction. @throws IndexError */
  wrapCol(row: number, col: number): number {
    if (!Number.isFinite(col)) throw new IndexError(`column ${col} of row ${row} is not a number: expected a column`);
    const half = this.halfLength(row);
    const first = this.rows - half;
    const length = 2 * half;
    return first + ((((col - first) % length) + length) % length);
  }

  /**
   * The cell that holds a point.
   * @param lat degrees north
   * @param lon degrees east, any turn
   * @throws CoordinateError
   */
  toPixel(lat: number, lon: number): Pixel {
    const row = this.rowAt(lat);
    checkLongitude(lon);
    return { row, col: this.#colAt(row, lon) };
  }

  /** Centre of a cell; longitude in [-180, 180). @throws IndexError when the cell does not exist */
  toLatLon(row: number, col: number): GeoPoint {
    if (!this.contains(row, col)) this.#failCell(row, col, "");
    return { lat: this.#latitude(row), lon: this.#longitude(row, col) };
  }

  /** {@link toPixel} over arrays of equal length. @throws TypeError; ShapeError; CoordinateError naming the first wrong element */
  toPixels(lat: Numbers, lon: Numbers): { row: Int32Array; col: Int32Array } {
    checkLengths("latitudes", lat, "longitudes", lon);
    const row = new Int32Array(lat.length);
    const col = new Int32Array(lat.length);
    for (let i = 0; i < lat.length; i++) {
      const y = lat[i]!;
      const x = lon[i]!;
      if (!(y >= -90 && y <= 90)) checkLatitude(y, ` at index ${i}`);
      if (!Number.isFinite(x)) checkLongitude(x, ` at index ${i}`);
      row[i] = this.rowAt(y);
      col[i] = this.#colAt(row[i]!, x);
    }
    return { row, col };
  }

  /**
   * {@link toLatLon} over arrays of equal length.
   * @throws TypeError; ShapeError; IndexError naming the first cell that does not exist
   */
  toLatLons(row: Numbers, col: Numbers): { lat: Float64Array; lon: Float64Array } {
    checkLengths("rows", row, "columns", col);
    const lat = new Float64Array(row.length);
    const lon = new Float64Array(row.length);
    for (let i = 0; i < row.length; i++) {
      const r = row[i]!;
      const c = col[i]!;
      if (!this.contains(r, c)) this.#failCell(r, c, ` at index ${i}`);
      lat[i] = this.#latitude(r);
      lon[i] = this.#longitude(r, c);
    }
    return { lat, lon };
  }

  /**
   * The cell that lies `north` rows to the north (negative: south) and `east` cells to the east of a cell. Columns wrap
   * at the antimeridian; a step over a pole comes down on the other side. Rows differ in length, so a step to another
   * row goes to the cell there that holds the longitude.
   * @throws IndexError when the cell does not exist; RangeError for steps that are not integers, or of more than `rows`
   * rows
   */
  neighbour(row: number, col: number, north: number, east: number): Pixel {
    const { lon } = this.toLatLon(row, col);
    if (!Number.isInteger(north) || !Number.isInteger(east) || Math.abs(north) > this.rows) {
      throw new RangeError(`neighbour: steps (${north}, ${east}) must be integers, of at most ${this.rows} rows`);
    }
    const beyond = row - north;
    const overPole = beyond < 0 || beyond >= this.rows;
    const target = beyond < 0 ? -1 - beyond : beyond >= this.rows ? 2 * this.rows - 1 - beyond : beyond;
    const start = north === 0 ? col : this.#colAt(target, overPole ? lon + 180 : lon);
    return { row: target, col: this.wrapCol(target, start + east) };
  }

  #latitude(row: number): number {
    return 90 - (row + 0.5) / this.rowsPerDegree;
  }

  #longitude(row: number, col: number): number {
    return (180 / this.#halfLengths[row]!) * (col - this.rows + 0.5);
  }

  #colAt(row: number, lon: number): number {
    const half = this.#halfLengths[row]!;
    const col = Math.floor((wrapLongitude(lon) * half) / 180 + this.rows);
    // The last double below 180 degrees rounds up to the border.
    return Math.min(col, this.rows + half - 1);
  }

  #checkRow(row: number): void {
    if (!Number.isInteger(row) || row < 0 || row >= this.rows) {
      throw new IndexError(`row ${row} is not in the grid: expected an integer from 0 to ${this.rows - 1}`);
    }
  }

  #failCell(row: number, col: number, where: string): never {
    this.#checkRow(row);
    throw new IndexError(
      `cell (${row}, ${col})${where} does not exist: row ${row} has columns ${this.firstCol(row)} to ${this.lastCol(row)}`,
    );
  }
}

function checkLengths(nameA: string, a: Numbers, nameB: string, b: Numbers): void {
  checkNumbers(nameA, a);
  checkNumbers(nameB, b);
  if (a.length !== b.length) throw new ShapeError(`${a.length} ${nameA} and ${b.length} ${nameB}: expected as many`);
}
