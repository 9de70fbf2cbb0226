import { airTemperatureC } from "../surface/climate.ts";
import { type LayerShape, normalQuantile } from "./layer-shapes.ts";
import type { UniformField } from "./noise-field.ts";
import type { CloudColumns } from "./types.ts";

/** Where a column stands; one object is reused for all columns. */
export interface Place {
  /** In the noise, radii of the Earth. */
  x: number;
  y: number;
  z: number;
  lat: number;
  isLand: boolean;
  groundM: number;
  tropopauseM: number;
  /** Season, as of `northernSummer`. */
  summer: number;
}

/** So far apart, in radii, that the layers of one column have nothing in common. */
const slotOffset = 7.31;
/** Layers of a column are at least two CloudSat bins apart, so that they are seen as two. */
const layerGapM = 480;
/** Tops may rise this far above the mean tropopause. */
const highestTop = 1.05;
/** Shares of the variance: optical thickness follows the distance from the cloud's edge, and texture. */
const depthShare = Math.sqrt(0.56);
const textureShare = Math.sqrt(0.44);
/** Geometric thickness follows the optical one, and the field of heights. */
const densityShare = 0.8;
const heightShare = 0.6;

/** Adds a layer; returns its top, or `floorM` where there is no room for it below the tropopause. */
export type LayerWriter = (
  columns: CloudColumns,
  index: number,
  slot: number,
  type: number,
  shape: LayerShape,
  /** How far inside the cloud, uniform in (0, 1): 0 at the edge. */
  depth: number,
  /** Top of the layer below, or the ground. */
  floorM: number,
) => number;

/** @param place is read at each call */
export function createLayerWriter(height: UniformField, texture: UniformField, place: Place): LayerWriter {
  return (columns, index, slot, type, shape, depth, floorM) => {
    const x = place.x + slotOffset * (slot + 1);
    const level = height(x, place.y, place.z);
    const density = depthShare * normalQuantile(depth) + textureShare * normalQuantile(texture(x, place.y, place.z));
    const thickness = logNormal(shape.thickness, densityShare * density + heightShare * normalQuantile(level));

    const from = shape.height[0] + level * (shape.height[1] - shape.height[0]);
    const end =
      shape.reference === "tropopause"
        ? from * place.tropopauseM
        : shape.reference === "ground"
          ? from + place.groundM
          : from;
    const clearance = place.groundM + shape.clearanceM;
    const lowest = floorM > place.groundM ? Math.max(clearance, floorM + layerGapM) : clearance;
    const top = Math.max(shape.end === "top" ? end : end + thickness, lowest + shape.leastM);
    if (top > highestTop * place.tropopauseM) return floorM;
    const base = Math.max(top - thickness, lowest);

    const at = slot * columns.count + index;
    columns.type[at] = type;
    columns.topM[at] = top;
    columns.baseM[at] = base;
    columns.opticalThickness[at] = logNormal(shape.opticalThickness, density);
    const temperature = airTemperatureC(place.lat, top, place.summer, place.isLand);
    columns.ice[at] = temperature < shape.iceBelowC ? 1 : 0;
    return top;
  };
}

function logNormal([median, sigma, min, max]: readonly [number, number, number, number], normal: number): number {
  return Math.min(max, Math.max(min, median * Math.exp(sigma * normal)));
}
