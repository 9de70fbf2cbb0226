import { missingValue, polderFields, seededRandom } from "@atcs/colocate";
import { resolveFields } from "../../src/fields/resolve-fields.ts";
import { formatGenerationInfo } from "../../src/layout/generation-info.ts";
import { formatInstanceIndex } from "../../src/layout/instance-index.ts";
import { labelFlags } from "../../src/layout/read-labels.ts";
import { formatSplit } from "../../src/layout/split-file.ts";
import { writeLabels } from "../../src/layout/write-labels.ts";
import { npyBytes } from "../../src/npy/write-npy.ts";
import { writePickle } from "../../src/pickle/write-pickle.ts";
import type { InstanceInfo, LabelFlag, StoredLabels } from "../../src/types.ts";

export type Files = Map<string, Uint8Array<ArrayBuffer> | string>;

export interface SmallDatasetOptions {
  readonly ids?: readonly number[];
  readonly height?: number;
  readonly width?: number;
  readonly fields?: readonly string[];
  readonly points?: number;
  readonly bins?: number;
  readonly projection?: "equirectangular" | "sinusoidal";
}

export const smallFields: readonly string[] = ["I865P", "Q865P", "U865P", "phi", "thetas", "Nviews", "Latitude"];

/** A dataset of tiny patches, with a split and without statistics. Two instances share a half orbit. */
export function smallDataset(options: SmallDatasetOptions = {}): Files {
  const { ids = [0, 1, 2, 16, 17, 20], fields = smallFields, projection = "equirectangular" } = options;
  const files: Files = new Map();
  const infos: InstanceInfo[] = [];
  for (const [i, id] of ids.entries()) {
    const info = smallInfo(id, i, projection);
    infos.push(info);
    files.set(info.inputPath, npyBytes(smallImage(id, options)));
    files.set(info.outputPath, writePickle(writeLabels(id, smallLabels(id, options))));
  }
  files.set("instance_info.json", formatInstanceIndex(infos));
  files.set(
    "dataset_generation_info.json",
    formatGenerationInfo({
      fields: resolveFields(fields),
      fieldAttributes: {},
      projection,
      seed: 0,
      days: ["2008-06-03"],
      args: {},
      software: "test",
    }),
  );
  const [train, val] = [ids.slice(0, 4), ids.slice(4)];
  files.set("default.json", formatSplit({ train, val, trainCounts: undefined, ratio: 0.7, seed: 0 }));
  return files;
}

function smallInfo(id: number, index: number, projection: "equirectangular" | "sinusoidal"): InstanceInfo {
  const hour = String(index >> 1).padStart(2, "0");
  return {
    id,
    inputPath: `input/2008/2008_06_03/${id}.npy`,
    outputPath: `output/2008/2008_06_03/${id}.pkl`,
    dateTime: `2008-06-03 ${hour}:28:10`,
    syncFile: "sync.hdf",
    parasolFile: "parasol.h5",
    cldclassFile: "cldclass.hdf",
    centerLat: 10,
    centerLon: 20,
    projection,
  };
}

/** The image of an instance: (H, W, C). */
export function smallImage(
  id: number,
  { height = 4, width = 4, fields = smallFields }: SmallDatasetOptions = {},
): { dtype: "float32"; shape: number[]; data: Float32Array } {
  const random = seededRandom(1, "image", id);
  const channels = fields.flatMap((name) =>
    polderFields.get(name)!.directional
      ? Array.from({ length: 16 }, (_, angle) => ({ name, angle }))
      : [{ name, angle: -1 }],
  );
  const data = Float32Array.from({ length: height * width * channels.length }, (_, i) => {
    const { name, angle } = channels[i % channels.length]!;
    const value = random();
    if (angle > 13 || (angle >= 0 && value < 0.05)) return missingValue;
    if (/^[QU]/.test(name)) return 2.4 * value - 1.2;
    if (name.startsWith("I")) return 1.7 * value - 0.1;
    if (name === "phi") return 360 * value;
    return name.startsWith("theta") ? 80 * value : 14 * value;
  });
  return { dtype: "float32", shape: [height, width, channels.length], data };
}

/** The labels of an instance, with positions or corners by the projection. */
export function smallLabels(
  id: number,
  { height = 4, width = 4, points = 3, bins = 5, projection = "equirectangular" }: SmallDatasetOptions = {},
): StoredLabels {
  const random = seededRandom(1, "labels", id);
  const some = (most: number): number => Math.floor(random() * (most + 1));
  const flags = Object.fromEntries(
    labelFlags.map((name) => [name, Int16Array.from({ length: points * bins }, () => some(3))]),
  ) as Record<LabelFlag, Int16Array>;
  const isFractional = projection === "equirectangular";
  const corner = (): number[] => [some(height - 1), some(width - 1)];
  return {
    count: points,
    bins,
    lat: Float32Array.from({ length: points }, () => 60 * random()),
    lon: Float32Array.from({ length: points }, () => 180 * random()),
    time: Float64Array.from({ length: points }, () => 4.8e8 + 1e4 * random()),
    height: Int16Array.from({ length: points * bins }, (_, i) => 24_000 - 240 * (i % bins)),
    cloudScenario: Uint8Array.from({ length: points * bins }, () => (random() < 0.1 ? 255 : some(8))),
    flags,
    positions: isFractional
      ? Float64Array.from({ length: 2 * points }, (_, i) => random() * ((i % 2 === 0 ? height : width) - 1))
      : undefined,
    corners: Int32Array.from(Array.from({ length: 4 * points }, corner).flat()),
    weights: new Float64Array(4 * points).fill(0.25),
  };
}
