import { type GeoPoint, wrapLongitude } from "@atcs/colocate";
import { checkOrbit } from "./_check-orbit.ts";
import { frameLength, trackFrame } from "./_track-frame.ts";
import type { HalfOrbit } from "./half-orbits.ts";

const degrees = 180 / Math.PI;

/**
 * Sub-satellite point of CALIPSO and CloudSat: spherical trigonometry on the circular reference orbit. PARASOL is there
 * `parasolLagSec` later.
 * @param tai93 any time; the sunlit half is a quarter of a period on either side of `orbit.nodeTai93`
 * @throws TypeError or RangeError for what is no half orbit; RangeError for a time that is not finite
 */
export function groundPoint(orbit: HalfOrbit, tai93: number): GeoPoint {
  checkOrbit("groundPoint", orbit);
  if (!Number.isFinite(tai93)) throw new RangeError(`groundPoint: expected a time in TAI93, got ${tai93}`);
  const frame = new Float64Array(frameLength);
  trackFrame(orbit, tai93, frame, 0);
  return pointOf(frame[0]!, frame[1]!, frame[2]!);
}

function pointOf(x: number, y: number, z: number): GeoPoint {
  return { lat: Math.atan2(z, Math.hypot(x, y)) * degrees, lon: wrapLongitude(Math.atan2(y, x) * degrees) };
}
