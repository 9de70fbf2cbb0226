import type { SurfaceReflection } from "../radiance/types.ts";
import { airTemperatureC, northernSummer, waterVapourKgM2 } from "../surface/climate.ts";
import type { Surface } from "../surface/surface.ts";

/** Metres per second at 10 m, everywhere: about the mean over the oceans. */
const windSpeed = 7;

/** Looks up what lies below pixels. */
export interface GroundFinder {
  /** Of the last pixel that was looked up. */
  readonly reflection: SurfaceReflection;
  /** 0 sea, 50 mixed, 100 land. */
  landSeaFlag: number;
  find(lat: number, lon: number): void;
}

export function createGroundFinder(surface: Surface, tai93: number): GroundFinder {
  const albedo = new Float32Array(9);
  const summer = northernSummer(tai93);
  const reflection: SurfaceReflection = {
    albedo: new Float64Array(9),
    isWater: true,
    windSpeed,
    altitudeM: 0,
    waterVapourKgM2: 0,
  };
  return {
    reflection,
    landSeaFlag: 0,
    find(lat, lon) {
      const share = surface.landFraction(lat, lon);
      const isLand = surface.isLand(lat, lon);
      reflection.albedo.set(surface.albedo(lat, lon, tai93, albedo));
      // What is frozen or not mostly water does not glint.
      reflection.isWater = share < 0.5 && surface.snowCover(lat, lon, tai93) < 0.5;
      reflection.altitudeM = surface.altitudeM(lat, lon);
      reflection.waterVapourKgM2 = waterVapourKgM2(airTemperatureC(lat, 0, summer, isLand));
      this.landSeaFlag = share === 0 ? 0 : share === 1 ? 100 : 50;
    },
  };
}
