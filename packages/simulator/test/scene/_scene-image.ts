import type { GeoPoint, PolderGrid } from "@atcs/colocate";
import { type CloudColumns, layerSlots, none } from "../../src/clouds/types.ts";
import { type ParasolField, parasolFields } from "../../src/granules/parasol-fields.ts";
import { earthRadiusM } from "../../src/orbit/reference-orbit.ts";
import type { Scene, World } from "../../src/scene/types.ts";
import { createPixelViews, maxViews } from "../../src/views/pixel-views.ts";
import { createViewFinder } from "../../src/views/view-finder.ts";

export const radians: number = Math.PI / 180;
const metresPerDegree = earthRadiusM * radians;

/** Higher than any cloud, metres; and from one look along a line of sight to the next. */
const highestM = 17_500;
const lookM = 125;

/** The measured values of a scene, in physical units, by pixel and slot of views: pixel * 16 + view. */
export interface SceneImage {
  readonly grid: PolderGrid;
  /** Pixels, in the order of the scene's intervals. */
  readonly count: number;
  readonly lat: Float64Array;
  readonly lon: Float64Array;
  readonly viewCount: Uint8Array;
  readonly trackDistanceM: Float64Array;
  /** Of a directional field, shape [count, 16]. */
  readonly values: (name: string) => Float32Array;
  /** Direction to the satellite, degrees clockwise from north, and when the image was taken, TAI93: shape [count, 16]. */
  readonly viewAzimuth: Float32Array;
  readonly tai93: Float64Array;
  /** The pixel of a cell of the grid, -1 when there is none. */
  readonly pixelOf: (row: number, col: number) => number;
}

/** Simulates a scene, once. */
export function sceneImage(scene: Scene, names: readonly string[]): SceneImage {
  const { grid, intervals } = scene;
  const starts = new Map<number, { firstCol: number; lastCol: number; first: number }[]>();
  let count = 0;
  for (const { row, firstCol, lastCol } of intervals) {
    const ofRow = starts.get(row) ?? [];
    starts.set(row, ofRow);
    ofRow.push({ firstCol, lastCol, first: count });
    count += lastCol - firstCol + 1;
  }
  const fields = new Map(names.map((name) => [name, new Float32Array(count * maxViews)]));
  let first = 0;
  for (const block of scene.measurements()) {
    for (const [name, values] of fields) {
      const { scale } = parasolFields.get(name) as ParasolField;
      const counts = block.fields.get(name)!;
      for (let i = 0; i < counts.length; i++) values[first * maxViews + i] = counts[i]! * scale;
    }
    first += block.count;
  }
  return {
    grid,
    count,
    values: (name) => fields.get(name)!,
    ...findViews(scene, count),
    pixelOf(row, col) {
      const interval = starts.get(row)?.find(({ firstCol, lastCol }) => col >= firstCol && col <= lastCol);
      return interval === undefined ? -1 : interval.first + col - interval.firstCol;
    },
  };
}

/** What the product does not say exactly: where the satellite was, and when. */
function findViews(scene: Scene, count: number) {
  const finder = createViewFinder(scene.orbit);
  const views = createPixelViews();
  const lat = new Float64Array(count);
  const lon = new Float64Array(count);
  const viewCount = new Uint8Array(count);
  const trackDistanceM = new Float64Array(count);
  const viewAzimuth = new Float32Array(count * maxViews);
  const tai93 = new Float64Array(count * maxViews);
  let pixel = 0;
  for (const { row, firstCol, lastCol } of scene.intervals) {
    for (let col = firstCol; col <= lastCol; col++, pixel++) {
      lat[pixel] = scene.grid.latitude(row);
      lon[pixel] = scene.grid.longitude(row, col);
      finder.find(lat[pixel]!, lon[pixel]!, views);
      viewCount[pixel] = views.count;
      viewAzimuth.set(views.viewAzimuth.subarray(0, views.count), pixel * maxViews);
      tai93.set(views.tai93.subarray(0, views.count), pixel * maxViews);
      trackDistanceM[pixel] = finder.trackDistanceM(lat[pixel]!, lon[pixel]!);
    }
  }
  return { lat, lon, viewCount, trackDistanceM, viewAzimuth, tai93 };
}

/** How far a line of sight moves to the east and to the north for each metre that it rises. */
export function slope(image: SceneImage, at: number): readonly [east: number, north: number] {
  const tan = Math.tan(image.values("thetav")[at]! * radians);
  const azimuth = image.viewAzimuth[at]! * radians;
  return [tan * Math.sin(azimuth), tan * Math.cos(azimuth)];
}

/** The place that lies so many metres from a pixel. */
export function placeBeside({ lat, lon }: SceneImage, pixel: number, eastM: number, northM: number): GeoPoint {
  const metresPerDegreeEast = metresPerDegree * Math.cos(lat[pixel]! * radians);
  return { lat: lat[pixel]! + northM / metresPerDegree, lon: lon[pixel]! + eastM / metresPerDegreeEast };
}

/** The true layer that a view meets first. */
export interface SeenLayer {
  readonly topM: number;
  readonly opticalThickness: number;
}

/** Says what views see, by the true columns at the centres of the pixels; undefined for the ground and the border. */
export function layerFinder(
  image: SceneImage,
  { clouds }: World,
  tai93: number,
): (at: number) => SeenLayer | undefined {
  const columns: CloudColumns = clouds.columnsAt(image.lat, image.lon, tai93);
  return (at) => {
    const pixel = Math.floor(at / maxViews);
    const [east, north] = slope(image, at);
    for (let height = highestM; height > 0; height -= lookM) {
      const { lat, lon } = placeBeside(image, pixel, height * east, height * north);
      const { row, col } = image.grid.toPixel(lat, lon);
      const below = image.pixelOf(row, col);
      if (below < 0) return undefined;
      for (let slot = 0; slot < layerSlots; slot++) {
        const layer = slot * columns.count + below;
        if (columns.type[layer] === none || columns.baseM[layer]! > height || columns.topM[layer]! < height) continue;
        return { topM: columns.topM[layer]!, opticalThickness: columns.opticalThickness[layer]! };
      }
    }
    return undefined;
  };
}
