import { desertFraction, mixAlbedo } from "./albedo.ts";
import { createAltitudes } from "./altitude.ts";
import { airTemperatureC, northernSummer, snowFraction } from "./climate.ts";
import { altitudeCellsPerDegree, coastDistanceKm } from "./coast-distance.ts";
import { createLandMask, landCellsPerDegree } from "./land-mask.ts";

/**
 * The Earth below the clouds. Latitudes in [-90, 90] and longitudes of any turn, in degrees; for the sake of speed they
 * are not checked.
 */
export interface Surface {
  /** Land or inland ice, by the nearest cell of 0.1 degree. */
  isLand(lat: number, lon: number): boolean;
  /** Share of land among the nine cells of 0.1 degree around the point, 0 to 1: between the two is a coast. */
  landFraction(lat: number, lon: number): number;
  /** Metres above sea level, by the nearest cell of 0.25 degree; 0 over sea. */
  altitudeM(lat: number, lon: number): number;
  /** Snow on land or ice on the sea, 0 to 1, in the season of the time. */
  snowCover(lat: number, lon: number, tai93: number): number;
  /** Writes the albedo of the nine bands, in the order of {@link surfaceSpectra}, into `out`, and returns it. */
  albedo(lat: number, lon: number, tai93: number, out: Float32Array): Float32Array;
}

/** Reads the map and builds the grids: about 10 MB, a fraction of a second. The same everywhere and always. */
export function createSurface(): Surface {
  const mask = createLandMask();
  const altitudes = createAltitudes(coastDistanceKm(mask));
  const { cells, rows, cols } = mask;

  const landAt = (row: number, col: number): number =>
    cells[Math.min(rows - 1, Math.max(0, row)) * cols + ((col + cols) % cols)]!;
  const isLand = (lat: number, lon: number): boolean =>
    landAt(Math.floor((90 - lat) * landCellsPerDegree), Math.floor(turned(lon) * landCellsPerDegree)) === 1;
  const altitudeM = (lat: number, lon: number): number => {
    if (!isLand(lat, lon)) return 0;
    const row = Math.min(180 * altitudeCellsPerDegree - 1, Math.floor((90 - lat) * altitudeCellsPerDegree));
    return altitudes[row * 360 * altitudeCellsPerDegree + Math.floor(turned(lon) * altitudeCellsPerDegree)]!;
  };
  const snowCover = (lat: number, lon: number, tai93: number): number => {
    const land = isLand(lat, lon);
    return snowFraction(airTemperatureC(lat, altitudeM(lat, lon), northernSummer(tai93), land), land);
  };
  return {
    isLand,
    landFraction(lat, lon) {
      const row = Math.floor((90 - lat) * landCellsPerDegree);
      const col = Math.floor(turned(lon) * landCellsPerDegree);
      let land = 0;
      for (let i = 0; i < 9; i++) land += landAt(row - 1 + Math.floor(i / 3), col - 1 + (i % 3));
      return land / 9;
    },
    altitudeM,
    snowCover,
    albedo(lat, lon, tai93, out) {
      mixAlbedo(isLand(lat, lon), desertFraction(lat, turned(lon) - 180), snowCover(lat, lon, tai93), out);
      return out;
    },
  };
}

/** Degrees east of the antimeridian, in [0, 360). */
function turned(lon: number): number {
  const east = lon + 180;
  return east >= 0 && east < 360 ? east : (((east % 360) + 360) % 360) % 360;
}
