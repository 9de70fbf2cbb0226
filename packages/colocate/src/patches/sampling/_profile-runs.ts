import { wrapLongitude } from "../../grid/longitude.ts";
import type { PolderGrid } from "../../grid/polder-grid.ts";
import type { Track } from "../../types.ts";
import type { Projection } from "../patch.ts";

/** Consecutive profiles, `last` included; none when it is before `first`. */
export interface ProfileRun {
  readonly first: number;
  readonly last: number;
}

/** Where a run ends before it leaves the latitudes. */
export interface RunLimits {
  /** As `jointLengths` gives them: a run does not go on to a profile that is not joined. @default all are joined */
  readonly lengths?: Float64Array;
  /** Most profiles to either side. @default no limit */
  readonly most?: number;
}

/**
 * The profiles before and after a place between two of them (or at one) that follow each other within two latitudes.
 */
export function profileRun(
  { lat }: Track,
  profile: number,
  south: number,
  north: number,
  { lengths, most = Number.POSITIVE_INFINITY }: RunLimits = {},
): ProfileRun {
  const isInside = (i: number) => i >= 0 && i < lat.length && lat[i]! >= south && lat[i]! <= north;
  const isJoined = (i: number) => lengths === undefined || lengths[i] !== Number.POSITIVE_INFINITY;
  let first = profile + 1;
  let last = profile;
  while (profile + 1 - first < most && isInside(first - 1) && isJoined(first - 1)) first--;
  while (last - profile < most && isInside(last + 1) && isJoined(last)) last++;
  return { first, last };
}

/** Degrees that the centre of a patch may move west (negative) and east; none when the end is before the begin. */
export interface ShiftRange {
  readonly west: number;
  readonly east: number;
}

/**
 * How far the centre may move from a longitude so that all profiles of a run keep their distance from the borders.
 * @param reach degrees that a profile at a latitude may lie east or west of the centre
 */
export function shiftRange(track: Track, run: ProfileRun, lon: number, reach: (lat: number) => number): ShiftRange {
  let west = Number.NEGATIVE_INFINITY;
  let east = Number.POSITIVE_INFINITY;
  // Once there is no room left, the other profiles give none back.
  for (let i = run.first; i <= run.last && west <= east; i++) {
    const eastward = wrapLongitude(track.lon[i]! - lon);
    const room = reach(track.lat[i]!);
    west = Math.max(west, eastward - room);
    east = Math.min(east, eastward + room);
  }
  return { west, east };
}

/**
 * Degrees that a profile may lie east or west of the centre of a patch so that it keeps `padding` pixels from the
 * borders.
 */
export function paddedReach(
  {
    projection,
    size,
    nadirPadding,
    grid,
  }: { projection: Projection; size: number; nadirPadding: number; grid: PolderGrid },
  centerLat: number,
): (lat: number) => number {
  const half = (size - 1) / 2 - nadirPadding;
  if (projection === "equirectangular") {
    const reach = (half * 180) / grid.halfLength(grid.rowAt(centerLat));
    return () => reach;
  }
  // The first column of each row is rounded.
  return (lat) => ((half - 0.5) * 180) / grid.halfLength(grid.rowAt(lat));
}
