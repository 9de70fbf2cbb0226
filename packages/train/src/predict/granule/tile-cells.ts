import { type Patch, patchPositions } from "@atcs/colocate";
import type { SwathWindow } from "./window.ts";

/** Where the valid pixels of a row of the window lie in a tile. */
export interface TileCells {
  /** Row of the tile. */
  readonly y: number;
  /** Row of the window. */
  readonly row: number;
  /** Which of the valid pixels of the row, by their number. */
  readonly numbers: Int32Array;
  /** Fractional column of each in the tile, 0 to `size - 1`: between pixels in the equirectangular projection. */
  readonly positions: Float64Array;
}

/** The rows of a tile are rows of the grid, so that positions have a fraction in columns only. */
const rounding = 1e-6;

/**
 * The valid pixels of a window that a tile covers, row by row; empty rows are left out.
 * @param top row of the grid that the tile begins at
 */
export function tileCells(window: SwathWindow, tile: Patch, top: number): TileCells[] {
  const rows: TileCells[] = [];
  for (let y = 0; y < tile.size; y++) {
    const row = top + y - window.firstRow;
    if (row < 0 || row >= window.rows) continue;
    const cells = cellsOfRow(window, tile, { y, row });
    if (cells.numbers.length > 0) rows.push(cells);
  }
  return rows;
}

function cellsOfRow(window: SwathWindow, tile: Patch, place: Pick<TileCells, "y" | "row">): TileCells {
  const { grid, firstRow } = window;
  const { row } = place;
  const gridRow = firstRow + row;
  const candidates = nearTile(window, tile, row);
  const lat = new Float64Array(candidates.length).fill(grid.latitude(gridRow));
  const valid = window.valid(row);
  const lon = Float64Array.from(candidates, (number) => grid.longitude(gridRow, window.gridCol(row, valid[number]!)));
  const numbers: number[] = [];
  const positions: number[] = [];
  const most = tile.size - 1;
  const found = candidates.length === 0 ? [] : patchPositions(tile, { lat, lon });
  for (const [i, number] of candidates.entries()) {
    const x = found[2 * i + 1]!;
    if (x < -rounding || x > most + rounding) continue;
    numbers.push(number);
    positions.push(Math.min(Math.max(x, 0), most));
  }
  return { ...place, numbers: Int32Array.from(numbers), positions: Float64Array.from(positions) };
}

/** Valid pixels that may lie in a tile; a tile may reach beyond either end of the window where rows are short. */
function nearTile(window: SwathWindow, tile: Patch, row: number): number[] {
  const { grid } = window;
  const length = 2 * grid.halfLength(window.firstRow + row);
  const center = window.colPosition(row, tile.centerLon);
  // In the equirectangular projection a column takes as many degrees as in the shortest row at most.
  const shortest = Math.min(grid.halfLength(window.firstRow + row), grid.halfLength(grid.rowAt(tile.centerLat)));
  const reach = (tile.size * length) / (4 * shortest) + 2;
  const near: number[] = [];
  for (const [number, col] of window.valid(row).entries()) {
    const away = Math.abs(col - center);
    if (Math.min(away, length - away) <= reach) near.push(number);
  }
  return near;
}
