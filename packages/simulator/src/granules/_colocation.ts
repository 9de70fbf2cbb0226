import { PolderGrid, shortGeodesicDistance } from "@atcs/colocate";
import { groundRate } from "../orbit/_track-frame.ts";
import type { TrackProfiles } from "../orbit/profile-track.ts";
import { earthRadiusM } from "../orbit/reference-orbit.ts";

/** Fills of CALTRACK products are the extremes of their types. */
export const int16Fill = -32768;
export const floatFill: number = Number.NEGATIVE_INFINITY;

const largestInt16 = 32767;

/** From one profile of CloudSat to the next: 1.1 km on the ground (CloudSat Data Users Handbook). */
const cloudsatStepSec = 0.16;

/** Which measurement of a product is beside each profile of CALIPSO, P in all. */
export interface Colocation {
  /** Where it stands in its product: shape [P, 2], -32768 where there is none. */
  readonly inputIndex: Int16Array;
  /** Kilometres from the profile to it: shape [P], -Infinity where there is none. */
  readonly distanceKm: Float32Array;
}

/**
 * CloudSat's profile beside each profile of CALIPSO. CloudSat flies on the same track and measures every 0.16 s from the
 * beginning of the half orbit on, so the nearest one is at most half a step of 1.1 km away, along the track.
 * Index: number of CloudSat's profile, 0 at the beginning of the half orbit, and of the original granule among those
 * that the half orbit is of, always 0. A profile before the beginning, or so late that int16 cannot count, has none.
 */
export function cloudsatProfiles({ tai93 }: TrackProfiles, beginTai93: number): Colocation {
  const inputIndex = new Int16Array(2 * tai93.length).fill(int16Fill);
  const distanceKm = new Float32Array(tai93.length).fill(floatFill);
  for (let p = 0; p < tai93.length; p++) {
    const elapsed = tai93[p]! - beginTai93;
    const index = Math.round(elapsed / cloudsatStepSec);
    if (!(index >= 0 && index <= largestInt16)) continue;
    inputIndex[2 * p] = index;
    inputIndex[2 * p + 1] = 0;
    distanceKm[p] = (groundRate * earthRadiusM * Math.abs(elapsed - index * cloudsatStepSec)) / 1000;
  }
  return { inputIndex, distanceKm };
}

/**
 * The pixel of the POLDER grid that holds each profile, whether or not an image shows it.
 * Index: row and column, from 0.
 * @throws CoordinateError
 */
export function polderPixels({ lat, lon }: TrackProfiles): Colocation {
  const grid = new PolderGrid();
  const inputIndex = new Int16Array(2 * lat.length);
  const distanceKm = new Float32Array(lat.length);
  for (let p = 0; p < lat.length; p++) {
    const { row, col } = grid.toPixel(lat[p]!, lon[p]!);
    inputIndex[2 * p] = row;
    inputIndex[2 * p + 1] = col;
    const distanceM = shortGeodesicDistance(lat[p]!, lon[p]!, grid.latitude(row), grid.longitude(row, col));
    distanceKm[p] = distanceM / 1000;
  }
  return { inputIndex, distanceKm };
}
