import { CoordinateError, ShapeError, seededRandom } from "@atcs/colocate";
import { createNoise3D } from "simplex-noise";
import { northernSummer } from "../surface/climate.ts";
import type { Surface } from "../surface/surface.ts";
import { createLayerWriter, type Place } from "./_layer-writer.ts";
import { anvilShape, layerShapes, tropopauseM } from "./layer-shapes.ts";
import { createUniformField, type Octave, type UniformField } from "./noise-field.ts";
import { cloudCovers, maximumCover } from "./regimes.ts";
import {
  altocumulus,
  altostratus,
  type CloudColumns,
  cirrus,
  cumulus,
  deepConvection,
  layerSlots,
  nimbostratus,
  stratocumulus,
  stratus,
} from "./types.ts";

/** The clouds of the whole Earth at all times. */
export interface CloudField {
  /**
   * @param lat degrees, of any points
   * @param lon degrees, of the same length
   * @param tai93 one time for all of them, in practice the granule's: the weather drifts by 15 m/s and has changed after
   * a day, while nothing jumps within a pass
   * @throws ShapeError for different lengths, CoordinateError for what is not on Earth, RangeError for a time that is
   * not a finite number
   */
  columnsAt(lat: ArrayLike<number>, lon: ArrayLike<number>, tai93: number): CloudColumns;
}

/** Horizontal sizes of the fields; a cloud is about as large as the first octave, frayed by the others. */
const octaves = {
  weather: spectrum(1500, 350),
  deep: spectrum(300, 60),
  sheet: spectrum(350, 110, 35),
  kind: spectrum(500),
  puff: [
    { sizeKm: 12, weight: 1 },
    { sizeKm: 70, weight: 0.6 },
  ],
  altostratus: spectrum(600, 130),
  altocumulus: spectrum(150, 35),
  cirrus: spectrum(600, 180, 50),
  height: spectrum(300),
  texture: spectrum(25),
} as const satisfies Record<string, readonly Octave[]>;

/** Amplitudes fall with size to the power of about 0.5, between those of the real cloud's 1/3 and smooth sheets. */
function spectrum(...sizesKm: readonly number[]): Octave[] {
  return sizesKm.map((sizeKm) => ({ sizeKm, weight: Math.sqrt(sizeKm / sizesKm[0]!) }));
}

/** The noise is moved along this unit vector, in radii of the Earth a second: 15 m/s. */
const drift = [0.6, 0.64, 0.48] as const;
const driftPerSec = 15 / 6_371_000;
/** Latitude of the thermal equator: its mean, and how far the seasons move it. */
const meanThermalEquator = 5;
const thermalEquatorSwing = 8;
/** An anvil covers this many times the area of its deep convection, the core included. */
const anvilToCore = 2.5;
/**
 * A seeded cloud field: what is at a place and time depends on nothing else, so neighbours within a pass agree and any
 * number of workers sees the same sky.
 *
 * Each type has a cover that follows from latitude, surface, season and weather, and a noise field; it is present where
 * the field is within its highest share of that size. How far inside says how thick the cloud is.
 *
 * @param seed an integer from 0 to 2^32 - 1
 * @throws RangeError for another seed
 */
export function createCloudField(seed: number, surface: Surface): CloudField {
  const noise = createNoise3D(seededRandom(seed, "clouds"));
  const field = (name: keyof typeof octaves): UniformField =>
    createUniformField(noise, seededRandom(seed, "clouds", name), octaves[name]);
  const weatherField = field("weather");
  const deepField = field("deep");
  const sheetField = field("sheet");
  const kindField = field("kind");
  const puffField = field("puff");
  const altostratusField = field("altostratus");
  const altocumulusField = field("altocumulus");
  const cirrusField = field("cirrus");
  const heightField = field("height");
  const textureField = field("texture");

  return {
    columnsAt(lat, lon, tai93) {
      const columns = emptyColumns(checkPoints(lat, lon, tai93));
      const covers = new Float64Array(9);
      const summer = northernSummer(tai93);
      const thermalEquator = meanThermalEquator + thermalEquatorSwing * summer;
      const shift = driftPerSec * tai93;
      const place: Place = { x: 0, y: 0, z: 0, lat: 0, isLand: false, groundM: 0, tropopauseM: 0, summer };
      const write = createLayerWriter(heightField, textureField, place);

      for (let i = 0; i < columns.count; i++) {
        movePlace(place, surface, lat[i]!, lon[i]!, shift);
        const weather = weatherField(place.x, place.y, place.z);
        cloudCovers(place.lat, lon[i]!, place.isLand, thermalEquator, 2 * weather - 1, covers);
        const deepCover = covers[deepConvection]!;
        const deep = deepCover > 0 ? deepField(place.x, place.y, place.z) : 0;
        // A tower fills its column.
        if (deep > 1 - deepCover) add(i, 2, deepConvection, deep, deepCover, place.groundM);
        else addHigh(i, deep, addLowAndMiddle(i, weather));
      }
      return columns;

      function addLowAndMiddle(i: number, weather: number): number {
        const rain = covers[nimbostratus]!;
        // Nimbostratus fills the low and the middle slot.
        if (weather > 1 - rain) return add(i, 2, nimbostratus, weather, rain, place.groundM);
        const lowTop = addLow(i);
        const sheet = altostratusField(place.x, place.y, place.z);
        if (sheet > 1 - covers[altostratus]!) return add(i, 1, altostratus, sheet, covers[altostratus]!, lowTop);
        const cells = altocumulusField(place.x, place.y, place.z);
        return add(i, 1, altocumulus, cells, covers[altocumulus]!, lowTop);
      }

      /** Stratus or stratocumulus, or between their sheets, cumulus. */
      function addLow(i: number): number {
        const cover = Math.min(maximumCover, covers[stratus]! + covers[stratocumulus]!);
        const sheet = sheetField(place.x, place.y, place.z);
        if (sheet > 1 - cover) {
          const kind = kindField(place.x, place.y, place.z) * cover < covers[stratus]! ? stratus : stratocumulus;
          return add(i, 2, kind, sheet, cover, place.groundM);
        }
        const puff = puffField(place.x, place.y, place.z);
        return add(i, 2, cumulus, puff, covers[cumulus]!, place.groundM);
      }

      function addHigh(i: number, deep: number, floorM: number): void {
        const anvilCover = anvilToCore * covers[deepConvection]!;
        if (deep > 1 - anvilCover) {
          write(columns, i, 0, cirrus, anvilShape, inside(deep, anvilCover), floorM);
        } else add(i, 0, cirrus, cirrusField(place.x, place.y, place.z), covers[cirrus]!, floorM);
      }

      /** Adds the type where its field is within the highest share `cover`; returns the top of the column so far. */
      function add(i: number, slot: number, type: number, value: number, cover: number, floorM: number): number {
        if (value <= 1 - cover) return floorM;
        return write(columns, i, slot, type, layerShapes[type]!, inside(value, cover), floorM);
      }
    },
  };
}

/** How far inside a cloud: uniform in (0, 1) there. */
function inside(value: number, cover: number): number {
  return (value - 1 + cover) / cover;
}

function movePlace(place: Place, surface: Surface, lat: number, lon: number, shift: number): void {
  const phi = (lat * Math.PI) / 180;
  const lambda = (lon * Math.PI) / 180;
  const cosLat = Math.cos(phi);
  place.x = cosLat * Math.cos(lambda) - drift[0] * shift;
  place.y = cosLat * Math.sin(lambda) - drift[1] * shift;
  place.z = Math.sin(phi) - drift[2] * shift;
  place.lat = lat;
  place.isLand = surface.isLand(lat, lon);
  place.groundM = place.isLand ? surface.altitudeM(lat, lon) : 0;
  place.tropopauseM = tropopauseM(lat);
}

function emptyColumns(count: number): CloudColumns {
  return {
    count,
    type: new Uint8Array(layerSlots * count),
    baseM: new Float32Array(layerSlots * count),
    topM: new Float32Array(layerSlots * count),
    opticalThickness: new Float32Array(layerSlots * count),
    ice: new Uint8Array(layerSlots * count),
  };
}

function checkPoints(lat: ArrayLike<number>, lon: ArrayLike<number>, tai93: number): number {
  if (!Number.isFinite(tai93)) throw new RangeError(`columnsAt: tai93 must be a finite number, got ${tai93}`);
  if (lat.length !== lon.length) {
    throw new ShapeError(`columnsAt: ${lat.length} latitudes and ${lon.length} longitudes: expected as many`);
  }
  for (let i = 0; i < lat.length; i++) {
    if (!(Math.abs(lat[i]!) <= 90)) {
      throw new CoordinateError(`latitude of point ${i} is ${lat[i]}: expected -90..90 degrees`);
    }
    if (!Number.isFinite(lon[i]!)) {
      throw new CoordinateError(`longitude of point ${i} is ${lon[i]}: expected a finite number`);
    }
  }
  return lat.length;
}
