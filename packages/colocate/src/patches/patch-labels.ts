import { checkTrack } from "../_check.ts";
import { checkObject, checkOptions } from "../_check-options.ts";
import { findCorners } from "../corners/find-corners.ts";
import { checkMaxDistance, defaultMaxDistanceM } from "../corners/max-distance.ts";
import type { Corners } from "../corners/types.ts";
import { ShapeError } from "../errors.ts";
import { checkMask } from "../grid/_mask-reader.ts";
import type { PixelMask, Track } from "../types.ts";
import { sinusoidalStart, sinusoidalTop } from "./_sinusoidal.ts";
import { bilinearCorners } from "./bilinear-corners.ts";
import type { Patch } from "./patch.ts";
import { patchPositions } from "./patch-positions.ts";

/** The profiles of a track that a patch holds, and how each is read from the patch's pixels. */
export interface PatchLabels {
  /** P, the number of profiles in the patch. */
  readonly count: number;
  /** Shape [P]: their numbers in the track, ascending. */
  readonly profiles: Int32Array;
  /** Shape [P, 4, 2]: row and column in the patch of the pixels NW, NE, SW and SE of the profile. */
  readonly corners: Int32Array;
  /** [P, 4]; the sum is 1. */
  readonly weights: Float64Array;
  /** Equirectangular patches only, [P, 2]: fractional row and column in the patch. */
  readonly positions?: Float64Array;
}

/** How the corners of a sinusoidal patch are found; an equirectangular one needs none of it. */
export interface PatchLabelOptions {
  /** Pixels that may be corners. @default all */
  readonly valid?: PixelMask;
  /**
   * No corner is farther from its profile: metres, above 0 and at most 500 km. Coarse grids need more than the default.
   * @default 20000
   */
  readonly maxDistanceM?: number;
  /** What `findCorners` gave for this track and grid, to spare the search when several patches are cut along it. */
  readonly corners?: Corners;
}

/**
 * The labels of a patch. In the equirectangular projection profiles have a fractional position, and corners and weights
 * follow bilinearly; in the sinusoidal one they follow from the corner rule. Profiles whose corners leave the patch, or
 * that have no four corners, are not in it.
 * @throws ShapeError or CoordinateError for a track that is empty, uneven or not on Earth, and for a mask or corners
 * that do not fit; RangeError for a maximum distance outside of 0 to 500 km; TypeError for arguments of another kind
 */
export function patchLabels(patch: Patch, track: Track, options: PatchLabelOptions = {}): PatchLabels {
  checkObject("patchLabels: the patch", patch);
  checkOptions("patchLabels", options);
  checkMaxDistance("patchLabels", options.maxDistanceM ?? defaultMaxDistanceM);
  if (options.valid !== undefined) checkMask(options.valid, patch.grid);
  return patch.projection === "sinusoidal" ? cornerLabels(patch, track, options) : fractionalLabels(patch, track);
}

function fractionalLabels(patch: Patch, track: Track): PatchLabels {
  const { size } = patch;
  const all = patchPositions(patch, track);
  const inside = (position: number) => position >= 0 && position <= size - 1;
  const profiles: number[] = [];
  const inPatch: number[] = [];
  for (let profile = 0; profile < track.lat.length; profile++) {
    const y = all[2 * profile]!;
    const x = all[2 * profile + 1]!;
    if (!inside(y) || !inside(x)) continue;
    profiles.push(profile);
    inPatch.push(y, x);
  }
  const positions = Float64Array.from(inPatch);
  const { count, corners, weights } = bilinearCorners(positions, { height: size, width: size });
  return { count, profiles: Int32Array.from(profiles), positions, corners, weights };
}

function cornerLabels(patch: Patch, track: Track, options: PatchLabelOptions): PatchLabels {
  checkTrack(track);
  const { grid } = patch;
  const { valid, maxDistanceM = defaultMaxDistanceM, corners: given } = options;
  const count = track.lat.length;
  if (given !== undefined && given.count !== count) {
    throw new ShapeError(`corners are those of ${given.count} profiles: expected ${count}, those of the track`);
  }
  const found = given ?? findCorners(track, { grid, maxDistanceM, ...(valid && { valid }) });
  const chosen: number[] = [];
  const cells: number[] = [];
  const own = new Int32Array(8);
  const relative = cornerPlacer(patch, found.corners);
  for (let profile = 0; profile < count; profile++) {
    if (found.enclosed[profile] === 0 || !relative(profile, own)) continue;
    chosen.push(profile);
    cells.push(...own);
  }
  const weights = new Float64Array(4 * chosen.length);
  chosen.forEach((profile, i) => {
    weights.set(found.weights.subarray(4 * profile, 4 * profile + 4), 4 * i);
  });
  return { count: chosen.length, profiles: Int32Array.from(chosen), corners: Int32Array.from(cells), weights };
}

/**
 * A function that writes the corners of a profile as (row, column) in a sinusoidal patch; false, with no meaning in what
 * it wrote, when one lies outside of the patch.
 */
function cornerPlacer(patch: Patch, cells: Int32Array): (profile: number, to: Int32Array) => boolean {
  const { grid, size, centerLon } = patch;
  const top = sinusoidalTop(patch);
  const starts = Int32Array.from({ length: size }, (_, y) => sinusoidalStart(grid, size, centerLon, top + y));
  return (profile, to) => {
    for (let i = 0; i < 8; i += 2) {
      const y = cells[8 * profile + i]! - top;
      // Nearly all profiles of a track end here.
      if (y < 0 || y >= size) return false;
      const turn = 2 * grid.halfLength(top + y);
      const col = (((cells[8 * profile + i + 1]! - starts[y]!) % turn) + turn) % turn;
      if (col >= size) return false;
      to[i] = y;
      to[i + 1] = col;
    }
    return true;
  };
}
