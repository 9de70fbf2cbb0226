import type { PolderGrid } from "@atcs/colocate";
import { checkLatRange } from "../orbit/_lat-range.ts";
import { frameLength } from "../orbit/_track-frame.ts";
import type { HalfOrbit } from "../orbit/half-orbits.ts";
import { type Acquisitions, bandOf, isSeen, makeAcquisitions } from "./_acquisitions.ts";
import { fieldReach } from "./_field-of-view.ts";

const radians = Math.PI / 180;

/** Cells of one row of the grid that follow each other: columns `firstCol` to `lastCol`, both included. */
export interface SwathInterval {
  readonly row: number;
  readonly firstCol: number;
  readonly lastCol: number;
}

/** Options of {@link swathRows}. */
export interface SwathRowsOptions {
  /** Only rows whose centres lie between these latitudes, south and north, in degrees. @default the whole half orbit */
  readonly latRange?: readonly [number, number];
}

/**
 * The cells of the grid whose centres PARASOL sees at least once during a half orbit, as intervals in order of rows, then
 * columns. A row has none outside of the swath, usually one, and two where the swath crosses the antimeridian or bends
 * around its ends near the poles; the swath's edge is scalloped, because images see farther aside at their corners, so a
 * row may have a short interval of its own there. Exactly the cells for which a view finder gives views.
 * @throws RangeError for a range of latitudes that cannot be
 */
export function swathRows(orbit: HalfOrbit, grid: PolderGrid, options: SwathRowsOptions = {}): SwathInterval[] {
  const { latRange = [-90, 90] } = options;
  checkLatRange("swathRows", latRange);
  const acquisitions = makeAcquisitions("swathRows", orbit);
  const intervals: SwathInterval[] = [];
  for (let row = 0; row < grid.rows; row++) {
    const lat = grid.latitude(row);
    if (lat >= latRange[0] && lat <= latRange[1]) addRow(intervals, acquisitions, grid, row, lat);
  }
  return intervals;
}

function addRow(
  intervals: SwathInterval[],
  acquisitions: Acquisitions,
  grid: PolderGrid,
  row: number,
  lat: number,
): void {
  const lastCol = grid.lastCol(row);
  // Between neighbours of a row, radians at the centre of the Earth: what follows the parallel is not shorter.
  const cellAngle = (Math.cos(lat * radians) * Math.PI) / grid.halfLength(row);
  let firstSeen = -1;
  for (let col = grid.firstCol(row); col <= lastCol; ) {
    const gap = angleToSwath(acquisitions, lat, grid.longitude(row, col));
    if (gap === 0) {
      if (firstSeen < 0) firstSeen = col;
      col++;
      continue;
    }
    if (firstSeen >= 0) intervals.push({ row, firstCol: firstSeen, lastCol: col - 1 });
    firstSeen = -1;
    col += Math.max(1, Math.floor(gap / cellAngle));
  }
  if (firstSeen >= 0) intervals.push({ row, firstCol: firstSeen, lastCol });
}

/** 0 for a point that is seen; else an angle in radians, above 0, within which no other of its latitude is, or nearly 0. */
function angleToSwath({ frames, first, end }: Acquisitions, lat: number, lon: number): number {
  const x = Math.cos(lat * radians) * Math.cos(lon * radians);
  const y = Math.cos(lat * radians) * Math.sin(lon * radians);
  const z = Math.sin(lat * radians);
  const band = bandOf(lat);
  let nearest = -1;
  for (let i = first[band]!; i < end[band]!; i++) {
    if (isSeen(frames, i, x, y, z)) return 0;
    const at = i * frameLength;
    nearest = Math.max(nearest, x * frames[at]! + y * frames[at + 1]! + z * frames[at + 2]!);
  }
  return Math.max(Math.acos(Math.min(nearest, 1)) - fieldReach, Number.MIN_VALUE);
}
