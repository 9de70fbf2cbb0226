import { CoordinateError } from "@atcs/colocate";
import { frameLength, groundRate, trackFrame } from "../orbit/_track-frame.ts";
import type { HalfOrbit } from "../orbit/half-orbits.ts";
import { earthRadiusM, parasolLagSec, periodSec } from "../orbit/reference-orbit.ts";
import { type Acquisitions, bandOf, isSeen, makeAcquisitions } from "./_acquisitions.ts";
import { orbitRadii } from "./_field-of-view.ts";
import { maxViews, type PixelViews } from "./pixel-views.ts";

const radians = Math.PI / 180;

/** Which images of a half orbit see a pixel, from where, and where the sun stands; see {@link createViewFinder}. */
export interface ViewFinder {
  /** Fill `out` with the views of a pixel; nothing is allocated. @throws CoordinateError */
  find(lat: number, lon: number, out: PixelViews): void;
  /**
   * Distance in metres, on the sphere, of a point from the ground track of the sunlit half: within 10 m up to 3000 km,
   * and within 70 km farther away. @throws CoordinateError
   */
  trackDistanceM(lat: number, lon: number): number;
}

/**
 * The views that PARASOL has of pixels during the sunlit half of an orbit. It flies along the ground track of the
 * reference orbit `parasolLagSec` behind CALIPSO, its long side along the track, and takes an image every 19.6 s.
 * Angles are those at the pixel on a sphere of 6371 km, to a satellite 705 km above it, without refraction.
 */
export function createViewFinder(orbit: HalfOrbit): ViewFinder {
  const acquisitions = makeAcquisitions("createViewFinder", orbit);
  const frame = new Float64Array(frameLength);
  return {
    find: (lat, lon, out) => findViews(acquisitions, lat, lon, out),
    trackDistanceM: (lat, lon) => trackDistance(orbit, acquisitions, frame, lat, lon),
  };
}

function findViews(acquisitions: Acquisitions, lat: number, lon: number, out: PixelViews): void {
  checkPoint(lat, lon);
  const { tai93, frames, suns } = acquisitions;
  const sinLat = Math.sin(lat * radians);
  const cosLat = Math.cos(lat * radians);
  const sinLon = Math.sin(lon * radians);
  const cosLon = Math.cos(lon * radians);
  const x = cosLat * cosLon;
  const y = cosLat * sinLon;
  const band = bandOf(lat);
  const end = acquisitions.end[band]!;
  let count = 0;
  for (let i = acquisitions.first[band]!; i < end && count < maxViews; i++) {
    if (!isSeen(frames, i, x, y, sinLat)) continue;
    const satX = frames[i * frameLength]!;
    const satY = frames[i * frameLength + 1]!;
    const satZ = frames[i * frameLength + 2]!;
    const satEast = satY * cosLon - satX * sinLon;
    const satNorth = satZ * cosLat - (satX * cosLon + satY * sinLon) * sinLat;
    const satUp = satX * x + satY * y + satZ * sinLat;
    const sunX = suns[3 * i]!;
    const sunY = suns[3 * i + 1]!;
    const sunZ = suns[3 * i + 2]!;
    const sunEast = sunY * cosLon - sunX * sinLon;
    const sunNorth = sunZ * cosLat - (sunX * cosLon + sunY * sinLon) * sinLat;
    const sunUp = sunX * x + sunY * y + sunZ * sinLat;
    out.tai93[count] = tai93[i]!;
    writeTangents(frames, i * frameLength, x, y, sinLat, out, count);
    // Horizontal and vertical part of the way from the pixel to the satellite, in Earth radii.
    const horizontal = orbitRadii * Math.sqrt(satEast * satEast + satNorth * satNorth);
    out.thetav[count] = Math.atan2(horizontal, orbitRadii * satUp - 1) / radians;
    out.thetas[count] = Math.atan2(Math.sqrt(sunEast * sunEast + sunNorth * sunNorth), sunUp) / radians;
    const viewAzimuth = turn(Math.atan2(satEast, satNorth) / radians);
    out.viewAzimuth[count] = viewAzimuth;
    out.phi[count] = turn(viewAzimuth - turn(Math.atan2(sunEast, sunNorth) / radians));
    count++;
  }
  out.count = count;
  const middle = count >> 1;
  out.phis = count === 0 ? Number.NaN : turn(out.viewAzimuth[middle]! - out.phi[middle]!);
}

function writeTangents(
  frames: Float64Array,
  at: number,
  x: number,
  y: number,
  z: number,
  out: PixelViews,
  view: number,
): void {
  const depth = orbitRadii - (x * frames[at]! + y * frames[at + 1]! + z * frames[at + 2]!);
  out.along[view] = (x * frames[at + 3]! + y * frames[at + 4]! + z * frames[at + 5]!) / depth;
  out.across[view] = (x * frames[at + 6]! + y * frames[at + 7]! + z * frames[at + 8]!) / depth;
}

function trackDistance(
  orbit: HalfOrbit,
  { count, tai93, frames }: Acquisitions,
  frame: Float64Array,
  lat: number,
  lon: number,
): number {
  checkPoint(lat, lon);
  const x = Math.cos(lat * radians) * Math.cos(lon * radians);
  const y = Math.cos(lat * radians) * Math.sin(lon * radians);
  const z = Math.sin(lat * radians);
  let best = 0;
  let bestUp = -2;
  for (let i = 0; i < count; i++) {
    const at = i * frameLength;
    const up = x * frames[at]! + y * frames[at + 1]! + z * frames[at + 2]!;
    if (up <= bestUp) continue;
    bestUp = up;
    best = i;
  }
  // From the nearest image along the track to where the point is abeam; what is left after three steps is below a metre.
  let time = tai93[best]! - parasolLagSec;
  for (let step = 0; ; step++) {
    time = Math.min(Math.max(time, orbit.nodeTai93 - periodSec / 4), orbit.nodeTai93 + periodSec / 4);
    trackFrame(orbit, time, frame, 0);
    const up = x * frame[0]! + y * frame[1]! + z * frame[2]!;
    const along = x * frame[3]! + y * frame[4]! + z * frame[5]!;
    const across = x * frame[6]! + y * frame[7]! + z * frame[8]!;
    if (step === 3) return earthRadiusM * Math.atan2(Math.hypot(along, across), up);
    time += Math.atan2(along, up) / groundRate;
  }
}

function checkPoint(lat: number, lon: number): void {
  if (!(lat >= -90 && lat <= 90)) throw new CoordinateError(`latitude is ${lat}: expected -90 to 90 degrees`);
  if (!Number.isFinite(lon)) throw new CoordinateError(`longitude is ${lon}: expected a finite number of degrees`);
}

/** An angle of (-360, 360] in [0, 360). */
function turn(angle: number): number {
  const positive = angle < 0 ? angle + 360 : angle;
  // The sum of a tiny negative angle and 360 rounds to 360.
  return positive >= 360 ? 0 : positive;
}
