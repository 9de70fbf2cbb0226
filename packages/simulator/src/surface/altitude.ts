import { altitudeCellsPerDegree } from "./coast-distance.ts";
import { type MountainRange, mountainRanges } from "./mountain-ranges.ts";

const kmPerDegree = 111.195;
/** Lowlands rise this much per km from the coast, up to 300 m: the interiors of continents outside the ranges. */
const lowlandSlopeMPerKm = 0.5;
const lowlandMaxM = 300;
/** Ranges start at the coast, and have their full height this far inland. */
const coastalRampKm = 60;

/**
 * Altitude of the ground in metres on the grid of {@link coastDistanceKm}, [720, 1440], 0 over sea: lowlands by the
 * distance to the coast, the highest of the ranges, and the two ice sheets.
 */
export function createAltitudes(coastKm: Float32Array): Int16Array {
  const rows = 180 * altitudeCellsPerDegree;
  const cols = 360 * altitudeCellsPerDegree;
  const altitudes = new Int16Array(rows * cols);
  for (let row = 0; row < rows; row++) {
    const lat = 90 - (row + 0.5) / altitudeCellsPerDegree;
    const near = mountainRanges.filter((each) => inLatitude(each, lat));
    for (let col = 0; col < cols; col++) {
      const km = coastKm[row * cols + col]!;
      if (km === 0) continue;
      const lon = (col + 0.5) / altitudeCellsPerDegree - 180;
      altitudes[row * cols + col] = Math.round(landAltitude(near, lat, lon, km));
    }
  }
  return altitudes;
}

function landAltitude(ranges: readonly MountainRange[], lat: number, lon: number, coastKm: number): number {
  const lowland = Math.min(lowlandMaxM, lowlandSlopeMPerKm * coastKm);
  // Ice sheets: height grows with the root of the distance to the margin, as of a perfectly plastic body (Cuffey and
  // Paterson, The Physics of Glaciers, 4th ed., section 8.10). The factors are set by Vostok (3490 m, some 1150 km from
  // the coast) and Summit (3210 m, some 400 km).
  if (lat < -60) return Math.max(lowland, 103 * Math.sqrt(coastKm));
  if (isGreenland(lat, lon)) return Math.max(lowland, 160 * Math.sqrt(coastKm));
  let ridge = 0;
  for (const each of ranges) ridge = Math.max(ridge, ridgeHeight(each, lat, lon));
  return Math.max(lowland, ridge * Math.min(1, coastKm / coastalRampKm));
}

function ridgeHeight({ from, to, heightM, halfWidthKm }: MountainRange, lat: number, lon: number): number {
  const east = Math.cos((lat * Math.PI) / 180) * kmPerDegree;
  const px = (lon - from[1]) * east;
  const py = (lat - from[0]) * kmPerDegree;
  const dx = (to[1] - from[1]) * east;
  const dy = (to[0] - from[0]) * kmPerDegree;
  const along = Math.min(1, Math.max(0, (px * dx + py * dy) / (dx * dx + dy * dy)));
  const squared = ((px - along * dx) ** 2 + (py - along * dy) ** 2) / halfWidthKm ** 2;
  return squared >= 1 ? 0 : heightM * (1 - squared * squared);
}

function inLatitude({ from, to, halfWidthKm }: MountainRange, lat: number): boolean {
  const margin = halfWidthKm / kmPerDegree;
  return lat > Math.min(from[0], to[0]) - margin && lat < Math.max(from[0], to[0]) + margin;
}

/** Greenland without Ellesmere, Baffin Island and Iceland. */
function isGreenland(lat: number, lon: number): boolean {
  return lat > 59 && lon > -60 && lon < -11 && (lat > 67.5 || lon < -26);
}
