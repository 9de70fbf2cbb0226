import { type ImageExtent, selectHeightBins, type Transform, transformCorners } from "@atcs/colocate";
import { labelFlags } from "../layout/read-labels.ts";
import type { LabelFlag, StoredLabels } from "../types.ts";
import type { LabelArrays } from "./types.ts";

/** Which height bins of the labels: the first one, and the first one beyond. */
export type HeightBins = readonly [first: number, end: number];

/** Labels as they are learned from: of some height bins, with the image turned. */
export function labelArrays(
  labels: StoredLabels,
  heightBins: HeightBins | undefined,
  extent: ImageExtent,
  transform: Transform | undefined,
): LabelArrays {
  const { count, bins, lat, lon, time, corners, weights } = labels;
  const [first, end] = heightBins ?? [0, bins];
  const select = <T extends Uint8Array | Int16Array>(values: T): T =>
    count === 0 || (first === 0 && end === bins) ? (values.slice() as T) : selectHeightBins(values, [first, end], bins);
  return {
    count,
    bins: end - first,
    corners: Int32Array.from(transform === undefined ? corners : transformCorners(corners, extent, transform)),
    weights: Float32Array.from(weights),
    cloudScenario: select(labels.cloudScenario) as Uint8Array<ArrayBuffer>,
    lat: Float32Array.from(lat),
    lon: Float32Array.from(lon),
    time: Float64Array.from(time),
    height: select(labels.height) as Int16Array<ArrayBuffer>,
    flags: mapFlags((name) => select(labels.flags[name]) as Int16Array<ArrayBuffer>),
  };
}

/** Label points one after another. All have as many bins. */
export function joinLabels(
  all: readonly LabelArrays[],
): LabelArrays & { readonly batchIndex: Int32Array<ArrayBuffer> } {
  const count = all.reduce((sum, labels) => sum + labels.count, 0);
  const bins = all[0]?.bins ?? 0;
  const batchIndex = new Int32Array(count);
  let next = 0;
  all.forEach((labels, i) => {
    batchIndex.fill(i, next, next + labels.count);
    next += labels.count;
  });
  return {
    count,
    bins,
    batchIndex,
    corners: join(all, (labels) => labels.corners, new Int32Array(8 * count)),
    weights: join(all, (labels) => labels.weights, new Float32Array(4 * count)),
    cloudScenario: join(all, (labels) => labels.cloudScenario, new Uint8Array(count * bins)),
    lat: join(all, (labels) => labels.lat, new Float32Array(count)),
    lon: join(all, (labels) => labels.lon, new Float32Array(count)),
    time: join(all, (labels) => labels.time, new Float64Array(count)),
    height: join(all, (labels) => labels.height, new Int16Array(count * bins)),
    flags: mapFlags((name) => join(all, (labels) => labels.flags[name], new Int16Array(count * bins))),
  };
}

function join<T extends { set(values: ArrayLike<number>, offset: number): void }>(
  all: readonly LabelArrays[],
  valuesOf: (labels: LabelArrays) => ArrayLike<number>,
  to: T,
): T {
  let next = 0;
  for (const labels of all) {
    const values = valuesOf(labels);
    to.set(values, next);
    next += values.length;
  }
  return to;
}

function mapFlags(
  valuesOf: (name: LabelFlag) => Int16Array<ArrayBuffer>,
): Readonly<Record<LabelFlag, Int16Array<ArrayBuffer>>> {
  return Object.fromEntries(labelFlags.map((name) => [name, valuesOf(name)])) as Record<
    LabelFlag,
    Int16Array<ArrayBuffer>
  >;
}
