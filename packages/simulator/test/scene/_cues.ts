import { type Random, seededRandom } from "@atcs/colocate";
import { maxViews } from "../../src/views/pixel-views.ts";
import { placeBeside, radians, type SceneImage, type SeenLayer, slope } from "./_scene-image.ts";

/** A layer of this optical thickness hides what is below it. */
const opaqueThickness = 3;
const nearTrackM = 500_000;
/** Glint is seen around the direction of the mirror, degrees. */
const glintDeg = 25;

/** What a cue says of the views it is taken from, and the true cloud tops there, metres. */
export interface Samples {
  readonly cue: number[];
  readonly topM: number[];
}

/**
 * A cue of every pixel near the track whose line of sight meets an opaque layer first.
 *
 * @param choose slot of the view to take of a pixel, -1 for none
 * @param measure the cue of an element pixel * 16 + view; undefined where there is none
 */
export function sampleCue(
  image: SceneImage,
  seenLayer: (at: number) => SeenLayer | undefined,
  choose: (pixel: number) => number,
  measure: (at: number) => number | undefined,
  every = 1,
): Samples {
  const samples: Samples = { cue: [], topM: [] };
  for (let pixel = 0; pixel < image.count; pixel += every) {
    if (image.trackDistanceM[pixel]! > nearTrackM) continue;
    const view = choose(pixel);
    if (view < 0) continue;
    const at = pixel * maxViews + view;
    const layer = seenLayer(at);
    if (layer === undefined || layer.opticalThickness < opaqueThickness) continue;
    const cue = measure(at);
    if (cue === undefined) continue;
    samples.cue.push(cue);
    samples.topM.push(layer.topM);
  }
  return samples;
}

/** The view with the least cost among those without glint; -1 when it is infinite for all. */
export function bestView(image: SceneImage, pixel: number, cost: (at: number) => number): number {
  let best = -1;
  let least = Infinity;
  for (let view = 0; view < image.viewCount[pixel]!; view++) {
    const at = pixel * maxViews + view;
    if (mirrorAngle(image, at) < glintDeg || cost(at) >= least) continue;
    least = cost(at);
    best = view;
  }
  return best;
}

/** Angle between a view and the mirror's reflection of the sun, degrees. */
function mirrorAngle(image: SceneImage, at: number): number {
  const sun = image.values("thetas")[at]! * radians;
  const view = image.values("thetav")[at]! * radians;
  const phi = image.values("phi")[at]! * radians;
  const cos = Math.cos(sun) * Math.cos(view) - Math.sin(sun) * Math.sin(view) * Math.cos(phi);
  return Math.acos(Math.max(-1, Math.min(1, cos))) / radians;
}

/** Of windows that are compared: 7 x 7 points, every 6 km. */
const windowReach = 3;
const pointStepM = 6000;
/** Heights that are tried. */
const heightStepM = 500;
const heightSteps = 35;

/**
 * Measures heights by parallax: the window around a pixel as one view sees it is looked for in the image of the
 * other, along the line on which a cloud at any height would lie.
 *
 * @param direction 1, or as a control -1: on the other side, where no cloud could lie
 * @returns of two elements pixel * 16 + view of one pixel: the height at which the windows are most alike, metres;
 * undefined where a window leaves the image
 */
export function stereoMatcher(
  image: SceneImage,
  name: string,
  direction: 1 | -1,
): (first: number, second: number) => number | undefined {
  const plane = planes(image, name);
  const side = 2 * windowReach + 1;
  const here = new Float64Array(side * side);
  const there = new Float64Array(side * side);
  return (first, second) => {
    const pixel = Math.floor(first / maxViews);
    const reference = plane(first);
    const other = plane(second);
    if (!cut(reference, pixel, 0, 0, here)) return undefined;
    const [east, north] = slope(image, first);
    const [eastThere, northThere] = slope(image, second);
    let best = -2;
    let height = 0;
    for (let step = 0; step < heightSteps; step++) {
      const tried = step * heightStepM;
      const shift = direction * tried;
      if (!cut(other, pixel, shift * (east - eastThere), shift * (north - northThere), there)) return undefined;
      const likeness = correlation(here, there);
      if (likeness <= best) continue;
      best = likeness;
      height = tried;
    }
    return height;
  };

  /** The window around a point beside a pixel; false where the image lacks a part of it. */
  function cut(values: Float32Array, pixel: number, eastM: number, northM: number, out: Float64Array): boolean {
    for (let i = 0; i < out.length; i++) {
      const right = ((i % side) - windowReach) * pointStepM;
      const up = (windowReach - Math.floor(i / side)) * pointStepM;
      const { lat, lon } = placeBeside(image, pixel, eastM + right, northM + up);
      out[i] = interpolate(image, values, lat, lon);
      if (Number.isNaN(out[i])) return false;
    }
    return true;
  }
}

/** What one image of the camera shows, by pixel: slots are packed, so it is in different slots of different pixels. */
function planes(image: SceneImage, name: string) {
  const values = image.values(name);
  const made = new Map<number, Float32Array>();
  return (at: number): Float32Array => {
    const time = image.tai93[at]!;
    const known = made.get(time);
    if (known !== undefined) return known;
    const plane = new Float32Array(image.count).fill(Number.NaN);
    for (let pixel = 0; pixel < image.count; pixel++) {
      const views = image.tai93.subarray(pixel * maxViews, pixel * maxViews + image.viewCount[pixel]!);
      const view = views.indexOf(time);
      if (view >= 0) plane[pixel] = values[pixel * maxViews + view]!;
    }
    made.set(time, plane);
    return plane;
  };
}

/** Between the four nearest pixels; NaN where one of them is not seen. */
function interpolate({ grid, pixelOf }: SceneImage, values: Float32Array, lat: number, lon: number): number {
  const rowPosition = (90 - lat) * grid.rowsPerDegree - 0.5;
  const firstRow = Math.floor(rowPosition);
  let sum = 0;
  for (const row of [firstRow, firstRow + 1]) {
    const rowWeight = 1 - Math.abs(rowPosition - row);
    const colPosition = grid.colPosition(row, lon);
    const firstCol = Math.floor(colPosition);
    for (const col of [firstCol, firstCol + 1]) {
      const pixel = pixelOf(row, col);
      if (pixel < 0) return Number.NaN;
      sum += rowWeight * (1 - Math.abs(colPosition - col)) * values[pixel]!;
    }
  }
  return sum;
}

/** Pearson's. */
export function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = x.length;
  let sumX = 0;
  let sumY = 0;
  for (let i = 0; i < n; i++) {
    sumX += x[i]!;
    sumY += y[i]!;
  }
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < n; i++) {
    const dx = x[i]! - sumX / n;
    const dy = y[i]! - sumY / n;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xy / Math.sqrt(xx * yy);
}

/** The same numbers in another order. */
export function shuffled(values: readonly number[], seed: number): number[] {
  const random: Random = seededRandom(seed, "control");
  const order = [...values];
  for (let i = order.length - 1; i > 0; i--) {
    const k = Math.floor(random() * (i + 1));
    [order[i], order[k]] = [order[k]!, order[i]!];
  }
  return order;
}
