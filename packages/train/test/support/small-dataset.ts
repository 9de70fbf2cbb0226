import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { missingValue, seededRandom } from "@atcs/colocate";
import {
  computeStatistics,
  countClasses,
  formatGenerationInfo,
  formatInstanceIndex,
  formatSplit,
  formatStatistics,
  type LabelFlag,
  npyBytes,
  openSource,
  resolveFields,
  type StoredLabels,
  writeLabels,
  writePickle,
} from "@atcs/dataset";
import type { TrainOptions } from "../../src/config/train-options.ts";

/** What the small dataset is like. */
export interface SmallDatasetOptions {
  readonly ids?: readonly number[];
  /** How many of these are for training; the others are for validation. */
  readonly training?: number;
  readonly size?: readonly [height: number, width: number];
  readonly points?: number;
  readonly bins?: number;
  /** Write a split and statistics. @default true */
  readonly split?: boolean;
}

export const smallFields: readonly string[] = ["I670P", "thetas", "Nviews"];

/** A training on the small dataset that takes a tenth of a second for an epoch of three batches. */
export const smallOptions: Omit<TrainOptions, "dataset" | "out"> & { readonly task: "bin_seg_3d" } = {
  task: "bin_seg_3d",
  fields: smallFields,
  network: "single_pixel",
  maxWidth: 8,
  batchSize: 2,
  microBatch: 1,
  epochs: 3,
  checkpointEvery: 2,
  learningRate: 1e-2,
  seed: 5,
  loaderWorkers: 0,
  workers: 1,
};

/**
 * Write a dataset whose clouds can be learned: a pixel is cloudy, in its lower height bins, where it is bright.
 * @param directory is made
 */
export async function writeSmallDataset(directory: string, options: SmallDatasetOptions = {}): Promise<string> {
  const { ids = [0, 1, 2, 3, 4, 5, 6], training = 5, split = true } = options;
  const infos = ids.map((id, i) => ({
    id,
    inputPath: `input/${id}.npy`,
    outputPath: `output/${id}.pkl`,
    dateTime: `2008-06-03 0${i % 10}:28:10`,
    syncFile: undefined,
    parasolFile: "parasol.h5",
    cldclassFile: undefined,
    centerLat: 10,
    centerLon: 20,
    projection: "equirectangular" as const,
  }));
  const write = (path: string, content: Uint8Array | string): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  };
  for (const { id, inputPath, outputPath } of infos) {
    const scene = brightness(id, options);
    write(inputPath, npyBytes(image(id, scene, options)));
    write(outputPath, writePickle(writeLabels(id, labels(id, scene, options))));
  }
  write("instance_info.json", formatInstanceIndex(infos));
  write(
    "dataset_generation_info.json",
    formatGenerationInfo({
      fields: resolveFields(smallFields),
      fieldAttributes: {},
      projection: "equirectangular",
      seed: 0,
      days: ["2008-06-03"],
      args: {},
      software: "test",
    }),
  );
  if (split) await writeSplit(directory, ids, training, write);
  return directory;
}

async function writeSplit(
  directory: string,
  ids: readonly number[],
  training: number,
  write: (path: string, content: string) => void,
): Promise<void> {
  const [train, val] = [ids.slice(0, training), ids.slice(training)];
  const { source } = await openSource(directory);
  const trainCounts = await countClasses(source, train);
  write("default.json", formatSplit({ train, val, trainCounts, ratio: 0.7, seed: 0 }));
  write("default.stats.json", formatStatistics(await computeStatistics(source, train, { fields: [...smallFields] })));
  await source.close();
}

const flagNames: readonly LabelFlag[] = [
  "cloud_scenario_flag",
  "land_sea_flag",
  "latitude_flag",
  "algorithm_flag",
  "quality_flag",
  "precipitation_flag",
];

/** [H, W] in 0..1: a bright half plane. */
function brightness(id: number, { size: [height, width] = [6, 6] }: SmallDatasetOptions): Float32Array {
  const random = seededRandom(4, "scene", id);
  const edge = 2 + random() * (width - 4);
  const turned = random() < 0.5;
  return Float32Array.from({ length: height * width }, (_, i) => {
    const column = i % width;
    return column < edge === turned ? 0.2 : 0.9;
  });
}

/** (H, W, C) */
function image(
  id: number,
  scene: Float32Array,
  { size: [height, width] = [6, 6] }: SmallDatasetOptions,
): { dtype: "float32"; shape: number[]; data: Float32Array<ArrayBuffer> } {
  const random = seededRandom(3, "image", id);
  const channels = 33;
  const data = Float32Array.from({ length: height * width * channels }, (_, i) => {
    const [channel, bright] = [i % channels, scene[Math.floor(i / channels)]!];
    if (channel === 32) return 13;
    if (channel % 16 > 13 || random() < 0.05) return missingValue;
    return channel < 16 ? bright + 0.1 * random() : 60 * random();
  });
  return { dtype: "float32", shape: [height, width, channels], data };
}

function labels(
  id: number,
  scene: Float32Array,
  { size: [height, width] = [6, 6], points = 4, bins = 5 }: SmallDatasetOptions,
): StoredLabels {
  const random = seededRandom(3, "labels", id);
  const at = Array.from({ length: points }, () => [
    Math.floor(random() * (height - 1)),
    Math.floor(random() * (width - 1)),
  ]) as [number, number][];
  return {
    count: points,
    bins,
    lat: new Float32Array(points).fill(10),
    lon: new Float32Array(points).fill(20),
    time: new Float64Array(points).fill(4.8e8),
    height: Int16Array.from({ length: points * bins }, (_, i) => 9_000 - 1_500 * (i % bins)),
    cloudScenario: Uint8Array.from({ length: points * bins }, (_, i) => {
      const [row, column] = at[Math.floor(i / bins)]!;
      if (i % bins === 0 && random() < 0.2) return 255;
      return i % bins >= 2 && scene[row * width + column]! > 0.5 ? 1 + (i % 8) : 0;
    }),
    flags: Object.fromEntries(flagNames.map((name) => [name, new Int16Array(points * bins)])) as StoredLabels["flags"],
    positions: Float64Array.from(at.flat()),
    corners: Int32Array.from(at.flatMap(([r, c]) => [r, c, r, c + 1, r + 1, c + 1, r + 1, c])),
    weights: Float64Array.from({ length: 4 * points }, (_, i) => (i % 4 === 0 ? 1 : 0)),
  };
}
