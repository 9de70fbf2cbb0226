import { axisDistance, equatorHeight } from "../geodesy/_arc.ts";
import type { PolderGrid } from "./polder-grid.ts";

/** Where the parallels of a grid's rows lie on WGS-84, in metres. */
export interface Parallels {
  /** Distance of each row's points from the Earth's axis. */
  readonly axisDistances: Float64Array;
  /** Height of each row above the plane of the equator. */
  readonly equatorHeights: Float64Array;
}

export function makeParallels(grid: PolderGrid): Parallels {
  const axisDistances = new Float64Array(grid.rows);
  const equatorHeights = new Float64Array(grid.rows);
  for (let row = 0; row < grid.rows; row++) {
    const lat = grid.latitude(row);
    axisDistances[row] = axisDistance(lat);
    equatorHeights[row] = equatorHeight(lat);
  }
  return { axisDistances, equatorHeights };
}
