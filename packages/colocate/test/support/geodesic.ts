import geodesic from "geographiclib-geodesic";

const { WGS84 } = geodesic.Geodesic;

/** WGS-84 geodesic distance in metres, by GeographicLib. */
export function geodesicDistance(latA: number, lonA: number, latB: number, lonB: number): number {
  return WGS84.Inverse(latA, lonA, latB, lonB).s12!;
}

/** The point at a distance in metres and an azimuth in degrees from another, by GeographicLib. */
export function geodesicDestination(
  lat: number,
  lon: number,
  azimuth: number,
  distance: number,
): { lat: number; lon: number } {
  const { lat2, lon2 } = WGS84.Direct(lat, lon, azimuth, distance);
  return { lat: lat2!, lon: lon2! };
}
