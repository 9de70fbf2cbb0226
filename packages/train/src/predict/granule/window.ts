import { type PolderGrid, wrapLongitude } from "@atcs/colocate";
import type { Swath } from "./swath.ts";

/**
 * The part of the POLDER grid that holds a swath, as an image: its rows are those of the grid, and its columns are consecutive cells
 * of a row, counted from the meridian in the middle of the swath. So it has no seam at the antimeridian, and is as narrow as it
 * can be; patches in the sinusoidal projection are cut in the same way.
 */
export class SwathWindow {
  readonly grid: PolderGrid;
  /** Row of the grid that row 0 is. */
  readonly firstRow: number;
  readonly rows: number;
  readonly cols: number;
  /** Degrees east in [-180, 180). */
  readonly centerLon: number;
  /** Columns of the window west of the central meridian. */
  readonly #west: number;
  /** For each row the columns of the window whose pixels are valid, ascending. */
  readonly #valid: readonly Int32Array[];

  constructor({ grid, firstRow, runs, centerLon }: Swath) {
    this.grid = grid;
    this.firstRow = firstRow;
    this.rows = runs.length;
    this.centerLon = centerLon;
    const offsets = runs.map((ofRow, y) => offsetsOf(grid, firstRow + y, centerLon, ofRow));
    const [least, most] = extent(offsets);
    this.#west = -least;
    this.cols = most - least + 1;
    this.#valid = offsets.map((ofRow) => ofRow.map((offset) => offset - least));
  }

  /** Columns of a row, 0 to `rows - 1`, whose pixels are valid, ascending. */
  valid(row: number): Int32Array {
    return this.#valid[row]!;
  }

  /** The column of the grid; -1 where the row has fewer cells. */
  gridCol(row: number, col: number): number {
    const gridRow = this.firstRow + row;
    const half = this.grid.halfLength(gridRow);
    const offset = col - this.#west;
    if (offset < -half || offset >= half) return -1;
    return this.grid.wrapCol(gridRow, centerCol(this.grid, gridRow, this.centerLon) + offset);
  }

  /** Fractional column of a longitude, by the shorter way around from the middle. */
  colPosition(row: number, lon: number): number {
    const gridRow = this.firstRow + row;
    const eastward = wrapLongitude(lon - this.centerLon);
    const position = this.grid.colPosition(gridRow, this.centerLon + eastward);
    return position - centerCol(this.grid, gridRow, this.centerLon) + this.#west;
  }

  /** Longitude of a column, not wrapped: degrees east from the central meridian. */
  eastward(row: number, col: number): number {
    const gridRow = this.firstRow + row;
    const lon =
      (180 / this.grid.halfLength(gridRow)) *
      (centerCol(this.grid, gridRow, this.centerLon) + col - this.#west - this.grid.rows + 0.5);
    return lon - this.centerLon;
  }
}

/** The cell of a row that is nearest to a meridian, not wrapped. */
function centerCol(grid: PolderGrid, row: number, lon: number): number {
  return Math.round(grid.colPosition(row, lon));
}

/** Cells from the central meridian, -N to N - 1, ascending. */
function offsetsOf(grid: PolderGrid, row: number, centerLon: number, runs: Int32Array): Int32Array {
  const half = grid.halfLength(row);
  const center = centerCol(grid, row, centerLon);
  const offsets: number[] = [];
  for (let i = 0; i < runs.length; i += 2) {
    for (let col = runs[i]!; col <= runs[i + 1]!; col++) {
      const turned = (col - center + half) % (2 * half);
      offsets.push((turned < 0 ? turned + 2 * half : turned) - half);
    }
  }
  return Int32Array.from(offsets).sort();
}

function extent(offsets: readonly Int32Array[]): readonly [least: number, most: number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const ofRow of offsets) {
    if (ofRow.length === 0) continue;
    least = Math.min(least, ofRow[0]!);
    most = Math.max(most, ofRow.at(-1)!);
  }
  return [least, most];
}
