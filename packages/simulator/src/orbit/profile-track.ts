import { checkOrbit } from "./_check-orbit.ts";
import { checkLatRange } from "./_lat-range.ts";
import { profileSpacingM, trackProfiles } from "./_track-profiles.ts";
import type { HalfOrbit } from "./half-orbits.ts";

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
 * @throws TypeError or RangeError for what is no half orbit, and for options that cannot be
 */
export function profileTrack(orbit: HalfOrbit, options: ProfileTrackOptions = {}): TrackProfiles {
  const { latRange = [-90, 90], spacingM = profileSpacingM } = options;
  checkOrbit("profileTrack", orbit);
  checkLatRange("profileTrack", latRange);
  if (!(spacingM >= 500 && spacingM <= 100_000)) {
    throw new RangeError(`profileTrack: spacingM must be 500 to 100000, got ${spacingM}`);
  }
  return trackProfiles(orbit, orbit.nodeTai93, spacingM, latRange);
}
