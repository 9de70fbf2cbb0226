import { checkTrack } from "../_check.ts";
import { checkOptions } from "../_check-options.ts";
import { defaultGrid } from "../grid/_default-grid.ts";
import type { Track } from "../types.ts";
import { QuadrantSearch } from "./_quadrant-search.ts";
import { checkMaxDistance, defaultMaxDistanceM } from "./max-distance.ts";
import type { CornerOptions, Corners } from "./types.ts";

/**
 * The corner rule: for each profile the nearest valid pixel centre in each of the quadrants NW, NE, SW and SE by WGS-84
 * geodesic distance, and inverse distances, normalised to 1, as weights.
 *
 * A centre on the profile's latitude counts as north, on its longitude as east; east is up to half a turn, across the
 * antimeridian if need be. A profile on a centre has weight 1 there. A profile without all four is not enclosed and has
 * no weights; the corners that it has are given all the same.
 *
 * @example
 * ```ts
 * import { findCorners } from "@atcs/colocate";
 *
 * const { corners, weights, enclosed } = findCorners({ lat: [13.97], lon: [21.09] });
 * console.log(enclosed[0] === 1, corners.subarray(0, 8), weights.subarray(0, 4));
 * ```
 * @throws ShapeError for an empty track, one of unequal lengths, or a mask that does not fit; CoordinateError naming the
 * first profile that is not on Earth; RangeError for a maximum distance outside of 0 to 500 km; TypeError for a track,
 * options or a mask of another kind
 */
export function findCorners(track: Track, options: CornerOptions = {}): Corners {
  checkOptions("findCorners", options);
  const { grid = defaultGrid, valid, maxDistanceM = defaultMaxDistanceM } = options;
  checkMaxDistance("findCorners", maxDistanceM);
  checkTrack(track);
  const search = new QuadrantSearch(grid, valid, maxDistanceM);
  const count = track.lat.length;
  const corners = new Int32Array(8 * count);
  const distancesM = new Float64Array(4 * count);
  const weights = new Float64Array(4 * count);
  const enclosed = new Uint8Array(count);
  for (let profile = 0; profile < count; profile++) {
    search.moveTo(track.lat[profile]!, track.lon[profile]!);
    for (let quadrant = 0; quadrant < 4; quadrant++) {
      search.find(quadrant < 2, quadrant % 2 === 1);
      const at = 4 * profile + quadrant;
      corners[2 * at] = search.row;
      corners[2 * at + 1] = search.col;
      distancesM[at] = search.distance;
    }
    enclosed[profile] = weigh(distancesM, weights, 4 * profile) ? 1 : 0;
  }
  return { count, corners, distancesM, weights, enclosed };
}

/** Inverse-distance weights of the four corners that start at an index; false, and none, without all four. */
function weigh(distances: Float64Array, weights: Float64Array, start: number): boolean {
  let nearest = Number.POSITIVE_INFINITY;
  let farthest = 0;
  for (let i = start; i < start + 4; i++) {
    nearest = Math.min(nearest, distances[i]!);
    farthest = Math.max(farthest, distances[i]!);
  }
  if (farthest === Number.POSITIVE_INFINITY) return false;
  // In units of the nearest, so that 1/d cannot overflow however near that is; 0/0 is the profile on a centre.
  let sum = 0;
  for (let i = start; i < start + 4; i++) {
    const distance = distances[i]!;
    weights[i] = distance === nearest ? 1 : nearest / distance;
    sum += weights[i]!;
  }
  for (let i = start; i < start + 4; i++) weights[i] = weights[i]! / sum;
  return true;
}
