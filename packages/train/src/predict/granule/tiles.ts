import { definePatch, type Patch, type PolderGrid, type Projection, wrapLongitude } from "@atcs/colocate";
import type { SwathWindow } from "./window.ts";

/** How an image is cut into tiles. */
export interface Tiling {
  /** Rows and columns of a tile. */
  readonly size: number;
  /** Rows, and about so many columns, that neighbouring tiles share: 1 to half of the size. */
  readonly overlap: number;
  readonly projection: Projection;
}

/** Tiles beside one another. */
export interface TileRow {
  /** Row of the grid that they begin at. */
  readonly top: number;
  readonly tiles: readonly Patch[];
}

/**
 * Rows of the grid on which a tile can lie: the rows near the poles have too few cells.
 * @returns the first, and the first beyond
 */
export function tileableRows(grid: PolderGrid, size: number): readonly [first: number, end: number] {
  let first = 0;
  while (first < grid.rows / 2 && 2 * grid.halfLength(first) < size) first++;
  // Resampling needs a row more on either side.
  return [first + 1, grid.rows - first - 1];
}

/**
 * Tiles that cover the valid pixels of a window, from north to south and west to east. They reach half an overlap beyond its first
 * and last row, where the grid does: the window may be a part of the swath, and networks see little at the edge of a tile.
 */
export function tileRows(window: SwathWindow, tiling: Tiling): TileRow[] {
  const { size, overlap } = tiling;
  const [first, end] = tileableRows(window.grid, size);
  const stride = size - overlap;
  // As far as between two tiles a pixel may be from the edge of the nearer one.
  const margin = Math.ceil(overlap / 2);
  const last = Math.min(end, window.firstRow + window.rows + margin);
  const rows: TileRow[] = [];
  for (let row = window.firstRow - margin; ; row += stride) {
    const top = Math.max(first, Math.min(row, end - size));
    const tiles = tilesAt(window, top, tiling);
    if (tiles.length > 0) rows.push({ top, tiles });
    if (row + size >= last) return rows;
  }
}

function tilesAt(window: SwathWindow, top: number, { size, overlap, projection }: Tiling): Patch[] {
  const { grid, centerLon } = window;
  const [west, east] = eastwardExtent(window, top, size);
  if (east < west) return [];
  const lengths = Array.from({ length: size }, (_, y) => grid.halfLength(top + y));
  // In the longest row a tile takes the fewest degrees, in the shortest a cell takes the most.
  const [degreesPerCell, degreesPerCellAtMost] = [180 / Math.max(...lengths), 180 / Math.min(...lengths)];
  const stride = (size - overlap) * degreesPerCell;
  // A cell more on either side: tiles begin at the centres of pixels, and are rounded to cells.
  const rest = east - west + 2 * degreesPerCellAtMost - (size - 1) * degreesPerCell;
  const count = Math.min(1 + Math.max(0, Math.ceil(rest / stride)), Math.ceil(360 / stride));
  const centerLat = 90 - (top + size / 2) / grid.rowsPerDegree;
  return Array.from({ length: count }, (_, i) => {
    const eastward = (west + east) / 2 + (i - (count - 1) / 2) * stride;
    return definePatch({ projection, size, grid, centerLat, centerLon: wrapLongitude(centerLon + eastward) });
  });
}

/** Longitudes of the valid pixels of a row of tiles, from the central meridian. */
function eastwardExtent(window: SwathWindow, top: number, size: number): readonly [west: number, east: number] {
  let [west, east] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const begin = Math.max(0, top - window.firstRow);
  const end = Math.min(window.rows, top + size - window.firstRow);
  for (let row = begin; row < end; row++) {
    const valid = window.valid(row);
    if (valid.length === 0) continue;
    west = Math.min(west, window.eastward(row, valid[0]!));
    east = Math.max(east, window.eastward(row, valid.at(-1)!));
  }
  return [west, east];
}
