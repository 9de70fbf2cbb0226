import type { PolderGrid } from "@atcs/colocate";
import type { ParasolGranule } from "@atcs/dataset/granules";

/** Rows that are looked at together: those of a chunk in simulated granules. */
const bandRows = 54;

/** Where a granule has enough views. */
export interface Swath {
  readonly grid: PolderGrid;
  /** First row with a valid pixel. */
  readonly firstRow: number;
  /** For each row from there, the columns of its valid pixels: first and last of each run. */
  readonly runs: readonly Int32Array[];
  /** Meridian in the middle of the swath, degrees east in [-180, 180). */
  readonly centerLon: number;
}

/** Which pixels are valid. */
export interface SwathOptions {
  readonly minViews: number;
  /** First row that is looked at, and the first beyond. */
  readonly rows: readonly [first: number, end: number];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Find the pixels that have at least `minViews` views.
 * @returns undefined when there is none
 */
export async function findSwath(
  parasol: Pick<ParasolGranule, "grid" | "readViewCounts">,
  { minViews, rows: [first, end], signal }: SwathOptions,
): Promise<Swath | undefined> {
  const { grid } = parasol;
  const runs: Int32Array[] = [];
  for (let row = first; row < end; row += bandRows) {
    signal?.throwIfAborted();
    const rows = Math.min(bandRows, end - row);
    const box = { row, col: 0, rows, cols: grid.cols };
    const counts = await parasol.readViewCounts(box, signal === undefined ? {} : { signal });
    for (let y = 0; y < rows; y++) {
      const ofRow = counts.subarray(y * grid.cols, (y + 1) * grid.cols);
      runs.push(runsOf(ofRow, minViews, grid.firstCol(row + y), grid.lastCol(row + y)));
    }
  }
  const begin = runs.findIndex(({ length }) => length > 0);
  if (begin < 0) return undefined;
  const used = runs.slice(begin, runs.findLastIndex(({ length }) => length > 0) + 1);
  const firstRow = first + begin;
  return { grid, firstRow, runs: used, centerLon: middleMeridian(grid, firstRow, used) };
}

function runsOf(counts: Uint8Array, minViews: number, firstCol: number, lastCol: number): Int32Array {
  const runs: number[] = [];
  for (let col = firstCol; col <= lastCol; col++) {
    if (counts[col]! < minViews) continue;
    const begin = col;
    while (col < lastCol && counts[col + 1]! >= minViews) col++;
    runs.push(begin, col);
  }
  return Int32Array.from(runs);
}

/** The direction of the sum of all pixels as unit vectors: longitudes have no mean, as they go around. */
function middleMeridian(grid: PolderGrid, firstRow: number, runs: readonly Int32Array[]): number {
  let [east, north] = [0, 0];
  for (const [y, ofRow] of runs.entries()) {
    for (let i = 0; i < ofRow.length; i += 2) {
      const [begin, end] = [ofRow[i]!, ofRow[i + 1]!];
      const middle = begin + Math.floor((end - begin) / 2);
      const lon = (grid.longitude(firstRow + y, middle) * Math.PI) / 180;
      east += (end - begin + 1) * Math.cos(lon);
      north += (end - begin + 1) * Math.sin(lon);
    }
  }
  const lon = (Math.atan2(north, east) * 180) / Math.PI;
  return lon >= 180 ? -180 : lon;
}
