import { checkOrbit } from "../orbit/_check-orbit.ts";
import { frameLength, trackFrame } from "../orbit/_track-frame.ts";
import type { HalfOrbit } from "../orbit/half-orbits.ts";
import { parasolLagSec, periodSec } from "../orbit/reference-orbit.ts";
import { acquisitionSec, fieldReach, orbitRadii, tanAcross, tanAlong } from "./_field-of-view.ts";
import { daysSinceJ2000, solarPosition } from "./solar-position.ts";

const radians = Math.PI / 180;

/** How long images are taken before and after the half, so that what lies up to 500 km from its ends has all views. */
const marginSec = 225;

/** The images of one half orbit, in order of time. */
export interface Acquisitions {
  readonly count: number;
  /** SI seconds, TAI93. */
  readonly tai93: Float64Array;
  /** `trackFrame` of each: [count, 9]. */
  readonly frames: Float64Array;
  /** Unit vector to the sun in the Earth's frame, of each: [count, 3]. */
  readonly suns: Float64Array;
  /** Images that may see something of a band of one degree of latitude, first and end: [180]. */
  readonly first: Uint16Array;
  readonly end: Uint16Array;
}

/** Images are taken on the beat of one clock for all orbits, from the epoch of TAI93. */
export function makeAcquisitions(caller: string, orbit: HalfOrbit): Acquisitions {
  checkOrbit(caller, orbit);
  const halfSec = periodSec / 4 + marginSec;
  const middle = orbit.nodeTai93 + parasolLagSec;
  const firstBeat = Math.ceil((middle - halfSec) / acquisitionSec);
  const count = Math.floor((middle + halfSec) / acquisitionSec) - firstBeat + 1;
  const tai93 = new Float64Array(count);
  const frames = new Float64Array(count * frameLength);
  const suns = new Float64Array(count * 3);
  for (let i = 0; i < count; i++) {
    const time = (firstBeat + i) * acquisitionSec;
    tai93[i] = time;
    trackFrame(orbit, time - parasolLagSec, frames, i * frameLength);
    const { declination, longitude } = solarPosition(daysSinceJ2000(time));
    suns[3 * i] = Math.cos(declination * radians) * Math.cos(longitude * radians);
    suns[3 * i + 1] = Math.cos(declination * radians) * Math.sin(longitude * radians);
    suns[3 * i + 2] = Math.sin(declination * radians);
  }
  return { count, tai93, frames, suns, ...latitudeBands(frames, count) };
}

/** The band of a latitude, as an index of `first` and `end`. */
export function bandOf(lat: number): number {
  return Math.min(Math.floor(lat + 90), 179);
}

/**
 * Does image `i` show the point of the Earth to which the unit vector (x, y, z) leads? It must be asked only of points
 * on the satellite's side of the Earth, such as those of the image's bands.
 */
export function isSeen(frames: Float64Array, i: number, x: number, y: number, z: number): boolean {
  const at = i * frameLength;
  const nadir = x * frames[at]! + y * frames[at + 1]! + z * frames[at + 2]!;
  // Beyond the horizon.
  if (nadir * orbitRadii < 1) return false;
  const depth = orbitRadii - nadir;
  const along = x * frames[at + 3]! + y * frames[at + 4]! + z * frames[at + 5]!;
  if (Math.abs(along) > tanAlong * depth) return false;
  const across = x * frames[at + 6]! + y * frames[at + 7]! + z * frames[at + 8]!;
  return Math.abs(across) <= tanAcross * depth;
}

function latitudeBands(frames: Float64Array, count: number): { first: Uint16Array; end: Uint16Array } {
  const first = new Uint16Array(180).fill(count);
  const end = new Uint16Array(180);
  const reachDeg = fieldReach / radians;
  for (let i = 0; i < count; i++) {
    const lat = Math.asin(frames[i * frameLength + 2]!) / radians;
    const south = Math.max(bandOf(lat - reachDeg), 0);
    const north = bandOf(lat + reachDeg);
    for (let band = south; band <= north; band++) {
      first[band] = Math.min(first[band]!, i);
      end[band] = i + 1;
    }
  }
  return { first, end };
}
