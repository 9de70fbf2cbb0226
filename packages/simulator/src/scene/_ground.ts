import type { SurfaceReflection } from "../radiance/types.ts";
import { airTemperatureC, northernSummer, waterVapourKgM2 } from "../surface/climate.ts";
import type { Surface } from "../surface/surface.ts";

/** Metres per second at 10 m, everywhere: about the mean over the oceans. */
const windSpeed = 7;

/** What lies below a pixel; made once and filled again. */
export interface Ground {
  readonly reflection: SurfaceReflection;
  /** 0 sea, 50 mixed, 100 land. */
  landSeaFlag: number;
}

/** Looks up what lies below pixels. */
export interface GroundFinder {
  /** Below the pixel that was looked up last. */
  readonly ground: Ground;
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
  const ground: Ground = { reflection, landSeaFlag: 0 };
  return {
    ground,
    find(lat, lon) {
      const share = surface.landFraction(lat, lon);
      const isLand = surface.isLand(lat, lon);
      reflection.albedo.set(surface.albedo(lat, lon, tai93, albedo));
      // What is frozen or not mostly water does not glint.
      reflection.isWater = share < 0.5 && surface.snowCover(lat, lon, tai93) < 0.5;
      reflection.altitudeM = surface.altitudeM(lat, lon);
      reflection.waterVapourKgM2 = waterVapourKgM2(airTemperatureC(lat, 0, summer, isLand));
      ground.landSeaFlag = share === 0 ? 0 : share === 1 ? 100 : 50;
    },
  };
}
