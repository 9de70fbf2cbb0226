import { checkTrack } from "../_check.ts";
import { findCorners } from "../corners/find-corners.ts";
import type { Corners } from "../corners/types.ts";
import { ShapeError } from "../errors.ts";
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
  /** What `findCorners` gave for this track and grid, to spare the search when several patches are cut along it. */
  readonly corners?: Corners;
}

/**
 * The labels of a patch. In the equirectangular projection profiles have a fractional position, and corners and weights
 * follow bilinearly; in the sinusoidal one they follow from the corner rule. Profiles whose corners leave the patch, or
 * that have no four corners, are not in it.
 * @throws ShapeError or CoordinateError for a track that is empty, uneven or not on Earth, and for a mask or corners
 * that do not fit
 */
export function patchLabels(patch: Patch, track: Track, options: PatchLabelOptions = {}): PatchLabels {
  return patch.projection === "sinusoidal" ? cornerLabels(patch, track, options) : fractionalLabels(patch, track);
}

function fractionalLabels(patch: Patch, track: Track): PatchLabels {
  const { size } = patch;
  const all = patchPositions(patch, track);
  const inside = (position: number) => position >= 0 && position <= size - 1;
  const profiles = select(track.lat.length, (i) => inside(all[2 * i]!) && inside(all[2 * i + 1]!));
  const positions = new Float64Array(2 * profiles.length);
  profiles.forEach((profile, i) => {
    positions.set(all.subarray(2 * profile, 2 * profile + 2), 2 * i);
  });
  return { count: profiles.length, profiles, positions, ...bilinearCorners(positions, size, size) };
}

function cornerLabels(patch: Patch, track: Track, { valid, corners: given }: PatchLabelOptions): PatchLabels {
  checkTrack(track);
  const { grid, size } = patch;
  const count = track.lat.length;
  if (given !== undefined && given.count !== count) {
    throw new ShapeError(`corners are those of ${given.count} profiles: expected ${count}, those of the track`);
  }
  const found = given ?? findCorners(track, valid === undefined ? { grid } : { grid, valid });
  const inPatch = relativeCorners(patch, found.corners);
  const inside = (index: number) => index >= 0 && index < size;
  const profiles = select(
    count,
    (i) => found.enclosed[i] === 1 && inPatch.subarray(8 * i, 8 * i + 8).every((index) => inside(index)),
  );
  const corners = new Int32Array(8 * profiles.length);
  const weights = new Float64Array(4 * profiles.length);
  profiles.forEach((profile, i) => {
    corners.set(inPatch.subarray(8 * profile, 8 * profile + 8), 8 * i);
    weights.set(found.weights.subarray(4 * profile, 4 * profile + 4), 4 * i);
  });
  return { count: profiles.length, profiles, corners, weights };
}

/** (row, column) pairs of the grid as those of a sinusoidal patch; -1 for cells outside of its rows or columns. */
function relativeCorners(patch: Patch, cells: Int32Array): Int32Array {
  const { grid, size, centerLon } = patch;
  const top = sinusoidalTop(patch);
  const relative = new Int32Array(cells.length).fill(-1);
  for (let i = 0; i < cells.length; i += 2) {
    const row = cells[i]!;
    if (row < top || row >= top + size) continue;
    const start = sinusoidalStart(grid, size, centerLon, row);
    const turn = 2 * grid.halfLength(row);
    const col = (((cells[i + 1]! - start) % turn) + turn) % turn;
    relative[i] = row - top;
    relative[i + 1] = col < size ? col : -1;
  }
  return relative;
}

function select(count: number, isWanted: (i: number) => boolean): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i).filter(isWanted);
}
