import { checkTrack } from "../_check.ts";
import { checkObject } from "../_check-options.ts";
import { wrapLongitude } from "../grid/longitude.ts";
import type { Track } from "../types.ts";
import { longitudeStep } from "./_equirectangular.ts";
import { sinusoidalStart, sinusoidalTop } from "./_sinusoidal.ts";
import type { Patch } from "./patch.ts";

/**
 * Fractional (row, column) of points in a patch: [P, 2], integers are pixel centres. Points outside of the patch get
 * the position that they would have if it went on, those east or west of it by the shorter way around. In a sinusoidal
 * patch the column is that in the row that holds the point; rows do not begin at the same longitude.
 * @throws ShapeError or CoordinateError for a track that is empty, uneven or not on Earth
 */
export function patchPositions(patch: Patch, track: Track): Float64Array {
  checkObject("patchPositions: the patch", patch);
  checkTrack(track);
  const { size, grid, centerLat, centerLon, projection } = patch;
  const { lat, lon } = track;
  const positions = new Float64Array(2 * lat.length);
  const sinusoidal = projection === "sinusoidal";
  const top = sinusoidal ? sinusoidalTop(patch) : 0;
  const middle = (size - 1) / 2;
  const step = longitudeStep(patch);
  for (let i = 0; i < lat.length; i++) {
    const eastward = wrapLongitude(lon[i]! - centerLon);
    if (sinusoidal) {
      const row = grid.rowAt(lat[i]!);
      const start = sinusoidalStart(grid, size, centerLon, row);
      positions[2 * i] = grid.rowsPerDegree * (90 - lat[i]!) - 0.5 - top;
      positions[2 * i + 1] = grid.colPosition(row, centerLon + eastward) - start;
    } else {
      positions[2 * i] = middle + (centerLat - lat[i]!) * grid.rowsPerDegree;
      positions[2 * i + 1] = middle + eastward / step;
    }
  }
  return positions;
}
