import { checkLatRange } from "./_lat-range.ts";
import { groundRate } from "./_track-frame.ts";
import { groundPoint } from "./ground-track.ts";
import type { HalfOrbit } from "./half-orbits.ts";
import { earthRadiusM, periodSec } from "./reference-orbit.ts";

/** Profiles along the ground track, in order of time: arrays of equal length. */
export interface TrackProfiles {
  /** Degrees north, increasing. */
  readonly lat: Float64Array;
  /** Degrees east in [-180, 180). */
  readonly lon: Float64Array;
  /** SI seconds, TAI93, at even steps. */
  readonly tai93: Float64Array;
}

/** Options of {@link profileTrack}. */
export interface ProfileTrackOptions {
  /** Only profiles between these latitudes, south and north, in degrees. @default the whole sunlit half */
  readonly latRange?: readonly [number, number];
  /** Distance of profiles in metres, 500 to 100,000. @default 5000 */
  readonly spacingM?: number;
}

/**
 * The profiles of CloudSat and CALIPSO over the sunlit half of an orbit, one of them at the ascending node. They are
 * taken at even steps of time, so their distance is the spacing within 0.2 % on the sphere and 1 % on WGS-84. A limit of
 * latitude picks some of the same profiles.
 * @throws RangeError for options that cannot be
 */
export function profileTrack(orbit: HalfOrbit, options: ProfileTrackOptions = {}): TrackProfiles {
  const { latRange = [-90, 90], spacingM = 5000 } = options;
  checkLatRange("profileTrack", latRange);
  if (!(spacingM >= 500 && spacingM <= 100_000)) {
    throw new RangeError(`profileTrack: spacingM must be 500 to 100000, got ${spacingM}`);
  }
  const stepSec = spacingM / (groundRate * earthRadiusM);
  const toEnd = Math.floor(periodSec / 4 / stepSec);
  const lat: number[] = [];
  const lon: number[] = [];
  const tai93: number[] = [];
  for (let i = -toEnd; i <= toEnd; i++) {
    const time = orbit.nodeTai93 + i * stepSec;
    const point = groundPoint(orbit, time);
    if (point.lat < latRange[0] || point.lat > latRange[1]) continue;
    lat.push(point.lat);
    lon.push(point.lon);
    tai93.push(time);
  }
  return { lat: Float64Array.from(lat), lon: Float64Array.from(lon), tai93: Float64Array.from(tai93) };
}
