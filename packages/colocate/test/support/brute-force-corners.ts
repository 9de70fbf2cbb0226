import type { PolderGrid } from "../../src/grid/polder-grid.ts";
import { geodesicDistance } from "./geodesic.ts";

export interface BruteForceCorner {
  row: number;
  col: number;
  distance: number;
}

/**
 * The corner rule by trying every pixel of every row that can be near enough, with the distances of GeographicLib.
 * @param isValid tells whether a pixel that exists may be a corner
 */
export function bruteForceCorners(
  grid: PolderGrid,
  lat: number,
  lon: number,
  maxDistance: number,
  isValid: (row: number, col: number) => boolean,
): BruteForceCorner[] {
  const best = Array.from({ length: 4 }, () => ({ row: -1, col: -1, distance: Number.POSITIVE_INFINITY }));
  for (let row = 0; row < grid.rows; row++) {
    const rowLat = grid.latitude(row);
    // A degree of latitude is 110.57 km at least.
    if (Math.abs(rowLat - lat) * 110_500 > maxDistance) continue;
    for (let col = grid.firstCol(row); col <= grid.lastCol(row); col++) {
      if (!isValid(row, col)) continue;
      const pixelLon = grid.longitude(row, col);
      // A sphere is wrong by less than 1 %: spare GeographicLib what is clearly too far.
      if (sphericalDistance(lat, lon, rowLat, pixelLon) > 1.02 * maxDistance) continue;
      const distance = geodesicDistance(lat, lon, rowLat, pixelLon);
      const turn = (pixelLon - lon) % 360;
      // Adding 360 to a negative turn could round it to a whole one.
      const east = turn >= 0 ? turn < 180 : turn < -180;
      const corner = best[(rowLat >= lat ? 0 : 2) + (east ? 1 : 0)]!;
      if (distance <= maxDistance && distance < corner.distance) Object.assign(corner, { row, col, distance });
    }
  }
  return best;
}

const degrees = Math.PI / 180;

function sphericalDistance(latA: number, lonA: number, latB: number, lonB: number): number {
  const cosines = Math.cos(latA * degrees) * Math.cos(latB * degrees);
  const h = Math.sin(((latA - latB) / 2) * degrees) ** 2 + cosines * Math.sin(((lonA - lonB) / 2) * degrees) ** 2;
  return 2 * 6_371_000 * Math.asin(Math.sqrt(Math.min(1, h)));
}
