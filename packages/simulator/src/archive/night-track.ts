import { groundRate } from "../orbit/_track-frame.ts";
import { groundPoint } from "../orbit/ground-track.ts";
import type { HalfOrbit } from "../orbit/half-orbits.ts";
import type { TrackProfiles } from "../orbit/profile-track.ts";
import { earthRadiusM, periodSec } from "../orbit/reference-orbit.ts";

const spacingM = 5000;

/**
 * The profiles of the night half that follows the sunlit half of an orbit, from north to south: as those of
 * `profileTrack`, every 5 km, with one at the descending node.
 * @param latRange degrees north, south first
 */
export function nightTrack(orbit: HalfOrbit, [south, north]: readonly [number, number]): TrackProfiles {
  const stepSec = spacingM / (groundRate * earthRadiusM);
  const toEnd = Math.floor(periodSec / 4 / stepSec);
  const lat: number[] = [];
  const lon: number[] = [];
  const tai93: number[] = [];
  for (let i = -toEnd; i <= toEnd; i++) {
    const time = orbit.nodeTai93 + periodSec / 2 + i * stepSec;
    const point = groundPoint(orbit, time);
    if (point.lat < south || point.lat > north) continue;
    lat.push(point.lat);
    lon.push(point.lon);
    tai93.push(time);
  }
  return { lat: Float64Array.from(lat), lon: Float64Array.from(lon), tai93: Float64Array.from(tai93) };
}
