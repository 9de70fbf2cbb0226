import type { GeoPermissibleObjects } from "d3-geo";
import { landRings } from "./_land-rings.ts";

const unitsPerDegree = 100;

/** The continents and larger islands. */
export function land(): GeoPermissibleObjects {
  return { type: "MultiPolygon", coordinates: landRings.map((rings) => rings.map(ringPoints)) };
}

/** "1000,2000 -10,5": the first point, then differences, in hundredths of a degree. */
function ringPoints(ring: string): [lon: number, lat: number][] {
  let [x, y] = [0, 0];
  return ring.split(" ").map((step) => {
    const [dx = 0, dy = 0] = step.split(",").map(Number);
    [x, y] = [x + dx, y + dy];
    return [x / unitsPerDegree, y / unitsPerDegree];
  });
}
