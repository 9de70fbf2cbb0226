import { checkLatitude, checkLongitude } from "../_check.ts";
import { wrapLongitude } from "../grid/longitude.ts";
import { axisDistance, equatorHeight, geodesicWithin, squaredChordAlongParallel } from "./_arc.ts";

/** The largest distance that {@link shortGeodesicDistance} gives, in metres. */
export const maxShortGeodesicM = 500_000;

/**
 * Length in metres of the WGS-84 geodesic between two points that are at most 500 km apart, anywhere: within 1e-6 m of
 * the exact one up to 100 km, 0.02 mm up to 200 km, 1 mm up to 500 km. Points that are equal, or whole turns apart, have
 * distance 0.
 * @param latA degrees north
 * @param lonA degrees east, any turn
 * @throws CoordinateError; RangeError for points farther apart than {@link maxShortGeodesicM}
 */
export function shortGeodesicDistance(latA: number, lonA: number, latB: number, lonB: number): number {
  checkLatitude(latA);
  checkLongitude(lonA);
  checkLatitude(latB);
  checkLongitude(lonB);
  const axisA = axisDistance(latA);
  const axisB = axisDistance(latB);
  const alongParallel = squaredChordAlongParallel(axisA, axisB, wrapLongitude(lonA) - wrapLongitude(lonB));
  const distance = geodesicWithin(
    maxShortGeodesicM,
    axisA,
    equatorHeight(latA),
    axisB,
    equatorHeight(latB),
    alongParallel,
  );
  if (distance > maxShortGeodesicM) {
    throw new RangeError(
      `(${latA}, ${lonA}) and (${latB}, ${lonB}) are too far apart: expected at most ${maxShortGeodesicM / 1000} km`,
    );
  }
  return distance;
}
