import { groundRate } from "./_track-frame.ts";
import { groundPoint } from "./ground-track.ts";
import type { HalfOrbit } from "./half-orbits.ts";
import type { TrackProfiles } from "./profile-track.ts";
import { earthRadiusM, periodSec } from "./reference-orbit.ts";

/** The distance of CALTRACK's profiles in metres. */
export const profileSpacingM = 5000;

/**
 * Profiles at even steps of time over half an orbit, in order of time, with one at its middle.
 * @param middleTai93 when the satellites cross the equator
 * @param latRange degrees north, south first: the profiles between these
 */
export function trackProfiles(
  orbit: HalfOrbit,
  middleTai93: number,
  spacingM: number,
  [south, north]: readonly [number, number],
): TrackProfiles {
  const stepSec = spacingM / (groundRate * earthRadiusM);
  const toEnd = Math.floor(periodSec / 4 / stepSec);
  const lat: number[] = [];
  const lon: number[] = [];
  const tai93: number[] = [];
  for (let i = -toEnd; i <= toEnd; i++) {
    const time = middleTai93 + i * stepSec;
    const point = groundPoint(orbit, time);
    if (point.lat < south || point.lat > north) continue;
    lat.push(point.lat);
    lon.push(point.lon);
    tai93.push(time);
  }
  return { lat: Float64Array.from(lat), lon: Float64Array.from(lon), tai93: Float64Array.from(tai93) };
}
