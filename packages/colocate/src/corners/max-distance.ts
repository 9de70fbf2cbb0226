import { describeValue } from "../_describe.ts";
import { maxShortGeodesicM } from "../geodesy/short-geodesic.ts";

/** Metres from a profile beyond which no pixel is its corner, unless said otherwise. */
export const defaultMaxDistanceM = 20_000;

/** @throws RangeError unless it is a number of metres above 0 and at most 500 km */
export function checkMaxDistance(caller: string, maxDistanceM: number): void {
  if (typeof maxDistanceM === "number" && maxDistanceM > 0 && maxDistanceM <= maxShortGeodesicM) return;
  const found = describeValue(maxDistanceM);
  throw new RangeError(`${caller}: maxDistanceM must be above 0 and at most ${maxShortGeodesicM}, got ${found}`);
}
