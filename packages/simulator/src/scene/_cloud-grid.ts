import type { PolderGrid } from "@atcs/colocate";
import { type CloudColumns, none } from "../clouds/types.ts";
import type { SwathInterval } from "../views/swath-rows.ts";
import { type Arc, coveringArc } from "./_covering-arc.ts";
import type { World } from "./types.ts";

/** Columns of clouds per cell of the grid, in each direction. */
export const columnsPerCell = 2;

/** A line of sight leaves its pixel by up to 43 km: tops of 17.4 km seen at 68 degrees. So many cells are 49 km. */
export const marginCells = 8;

/**
 * Columns of clouds around a block of the swath, on the POLDER grid with cells cut into quarters, so that a cloud moves
 * by less than a pixel from view to view. Row `i` has `length[i]` columns; half-columns are counted from the western
 * end of the cells that the row owns, and those past the antimeridian go on from 0.
 */
export interface CloudGrid {
  readonly columns: CloudColumns;
  readonly halfRowsPerDegree: number;
  /** Half-rows of the grid: the first, and how many. */
  readonly firstHalfRow: number;
  readonly halfRows: number;
  /** By half-row: half-columns that the whole row has, all around the Earth. */
  readonly around: Int32Array;
  /** By half-row: the first half-column, how many, and where they begin in `columns`. */
  readonly start: Int32Array;
  readonly length: Int32Array;
  readonly offset: Int32Array;
  /** By column: where its lowest cloud begins and its highest ends, metres; Infinity and 0 without clouds. */
  readonly columnBaseM: Float32Array;
  readonly columnTopM: Float32Array;
  /** Where the highest cloud of all ends. */
  readonly topM: number;
}

/**
 * @param intervals of the block and of the rows within `marginCells` of it, as far as the swath has any
 * @param firstRow of the block
 * @param endRow of the block, excluded
 */
export function createCloudGrid(
  world: World,
  grid: PolderGrid,
  intervals: readonly SwathInterval[],
  firstRow: number,
  endRow: number,
  tai93: number,
): CloudGrid {
  const from = Math.max(0, firstRow - marginCells);
  const to = Math.min(grid.rows, endRow + marginCells);
  const halfRows = columnsPerCell * (to - from);
  const around = new Int32Array(halfRows);
  const start = new Int32Array(halfRows);
  const length = new Int32Array(halfRows);
  const offset = new Int32Array(halfRows);
  let count = 0;
  for (let row = from; row < to; row++) {
    const inRow = 2 * columnsPerCell * grid.halfLength(row);
    const cells = cellsBelow(coveringArc(arcsNear(grid, intervals, row)), inRow);
    for (let half = 0; half < columnsPerCell; half++) {
      const i = columnsPerCell * (row - from) + half;
      around[i] = inRow;
      start[i] = cells.start;
      length[i] = cells.length;
      offset[i] = count;
      count += cells.length;
    }
  }
  const firstHalfRow = columnsPerCell * from;
  const halfRowsPerDegree = columnsPerCell * grid.rowsPerDegree;
  const layout = { halfRowsPerDegree, firstHalfRow, halfRows, around, start, length, offset };
  const columns = fillColumns(world, layout, count, tai93);
  return { columns, ...layout, ...verticalExtent(columns) };
}

/** Most of what a line of sight passes is empty: this tells it at a glance. */
function verticalExtent({ count, type, baseM, topM }: CloudColumns) {
  const columnBaseM = new Float32Array(count).fill(Infinity);
  const columnTopM = new Float32Array(count);
  for (let at = 0; at < type.length; at++) {
    if (type[at] === none) continue;
    const column = at % count;
    columnBaseM[column] = Math.min(columnBaseM[column]!, baseM[at]!);
    columnTopM[column] = Math.max(columnTopM[column]!, topM[at]!);
  }
  return { columnBaseM, columnTopM, topM: columnTopM.reduce((first, second) => Math.max(first, second), 0) };
}

/** What the rows around a row see, widened by the margin. */
function arcsNear(grid: PolderGrid, intervals: readonly SwathInterval[], row: number): Arc[] {
  const cosLat = Math.cos((grid.latitude(row) * Math.PI) / 180);
  const margin = Math.min(180, marginCells / grid.rowsPerDegree / cosLat);
  const arcs: Arc[] = [];
  for (const { row: seen, firstCol, lastCol } of intervals) {
    if (Math.abs(seen - row) > marginCells) continue;
    const perCell = 180 / grid.halfLength(seen);
    const west = grid.longitude(seen, firstCol) - perCell / 2 - margin;
    arcs.push({ west, extent: Math.min(360, (lastCol - firstCol + 1) * perCell + 2 * margin) });
  }
  return arcs;
}

/** The half-columns of a row that touch an arc. */
function cellsBelow({ west, extent }: Arc, inRow: number): { start: number; length: number } {
  const first = Math.floor(((west + 180) / 360) * inRow);
  const last = Math.floor(((west + extent + 180) / 360) * inRow);
  return { start: ((first % inRow) + inRow) % inRow, length: Math.min(inRow, last - first + 1) };
}

type Layout = Pick<
  CloudGrid,
  "halfRowsPerDegree" | "firstHalfRow" | "halfRows" | "around" | "start" | "length" | "offset"
>;

function fillColumns(
  { clouds }: World,
  { halfRowsPerDegree, firstHalfRow, halfRows, around, start, length, offset }: Layout,
  count: number,
  tai93: number,
): CloudColumns {
  const lat = new Float64Array(count);
  const lon = new Float64Array(count);
  for (let i = 0; i < halfRows; i++) {
    const rowLat = 90 - (firstHalfRow + i + 0.5) / halfRowsPerDegree;
    for (let k = 0; k < length[i]!; k++) {
      const half = (start[i]! + k) % around[i]!;
      lat[offset[i]! + k] = rowLat;
      lon[offset[i]! + k] = (360 * (half + 0.5)) / around[i]! - 180;
    }
  }
  return clouds.columnsAt(lat, lon, tai93);
}
