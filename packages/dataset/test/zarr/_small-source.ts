import { missingValue, seededRandom } from "@atcs/colocate";
import { labelFlags } from "../../src/layout/read-labels.ts";
import type { InstanceSource } from "../../src/sources/types.ts";
import type { GenerationInfo, LabelFlag, StoredField, StoredLabels } from "../../src/types.ts";
import type { DatasetSink } from "../../src/zarr/sink.ts";

const directional = (name: string): StoredField => ({ group: "Data_Directional_Fields", name, angles: 16 });

/** Fields in an order in which those without views stand between the others. */
export const smallFields: readonly StoredField[] = [
  directional("I670P"),
  { group: "Geolocation_Fields", name: "Latitude", angles: 1 },
  directional("U670P"),
  directional("phi"),
  { group: "Data_Fields", name: "Nviews", angles: 1 },
  directional("thetav"),
];

export interface SmallOptions {
  readonly ids?: readonly number[];
  readonly size?: readonly [height: number, width: number];
  readonly points?: readonly number[];
  readonly bins?: number;
  readonly fractional?: boolean;
  readonly fields?: readonly StoredField[];
}

/** A dataset in memory, whose images are counts of granules in physical units, as npy files hold them. */
export function smallSource(options: SmallOptions = {}): InstanceSource {
  const { ids = [3, 16, 17], size = [6, 10], points = [40, 0, 150], bins = 7, fractional = true } = options;
  const { fields = smallFields } = options;
  const generation: GenerationInfo = {
    fields,
    fieldAttributes: {},
    projection: fractional ? "equirectangular" : "sinusoidal",
    seed: 0,
    days: ["2008-06-03"],
    args: { patch_size: size[0] },
    software: { name: "test" },
  };
  return {
    layout: "npy",
    name: "small",
    generation,
    ids,
    has: (id) => ids.includes(id),
    info: (id) => ({
      id,
      inputPath: `input/2008/2008_06_03/${id}.npy`,
      outputPath: `output/2008/2008_06_03/${id}.pkl`,
      dateTime: "2008-06-03 01:28:10",
      syncFile: undefined,
      parasolFile: "a.h5",
      cldclassFile: undefined,
      centerLat: 1.5,
      centerLon: -170.25,
      projection: generation.projection,
    }),
    imageFile: (id) => `small/${id}.npy`,
    readImage: async (id) => {
      const [height, width] = size;
      const image = smallImage(id, fields, height * width);
      const channels = image.length / (height * width);
      const part = {
        firstChannel: 0,
        channelCount: channels,
        data: image,
        start: 0,
        pixelStep: channels,
        channelStep: 1,
      };
      return { height, width, parts: [{ ...part, scale: 1, offset: 0, missing: missingValue }] };
    },
    readLabels: async (id) => smallLabels(id, points[ids.indexOf(id)] ?? 0, bins, size, fractional),
    close: async () => {},
  };
}

const scales: Record<string, number> = { I670P: 1e-4, U670P: 1e-4, phi: 6e-3, thetav: 1.5e-3 };

/** Shape [pixels, channels]; a tenth is missing, and the ends of every range are there. */
export function smallImage(id: number, fields: readonly StoredField[], pixels: number): Float32Array {
  const random = seededRandom(id, "image");
  const channels = fields.flatMap((field) => Array.from({ length: field.angles }, () => field));
  const image = new Float32Array(pixels * channels.length);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (const [channel, { name, angles }] of channels.entries()) {
      const at = pixel * channels.length + channel;
      if (angles === 1) {
        image[at] = name === "Nviews" ? 13 + (pixel % 4) : 10.5 + pixel / 18;
        continue;
      }
      const [least, most] = name === "phi" || name === "thetav" ? [0, 65533] : [-32766, 32766];
      const drawn = least + Math.floor((0.45 + 0.1 * random()) * (most - least));
      const count = pixel === 0 ? least : pixel === 1 ? most : drawn;
      image[at] = pixel > 1 && random() < 0.1 ? missingValue : scales[name]! * count;
    }
  }
  return image;
}

function smallLabels(
  id: number,
  count: number,
  bins: number,
  [height, width]: readonly [number, number],
  fractional: boolean,
): StoredLabels {
  const random = seededRandom(id, "labels");
  const integers = (n: number, most: number): number[] => Array.from({ length: n }, () => Math.floor(random() * most));
  const flag = (): Int16Array => Int16Array.from(integers(count * bins, 4));
  return {
    count,
    bins,
    lat: Float32Array.from({ length: count }, () => 60 * random()),
    lon: Float32Array.from({ length: count }, () => 180 - 360 * random()),
    time: Float64Array.from({ length: count }, () => 4.86e8 + random()),
    height: Int16Array.from({ length: count * bins }, (_, i) => 24_900 - 240 * (i % bins)),
    cloudScenario: Uint8Array.from(integers(count * bins, 10), (type) => (type === 9 ? 255 : type)),
    flags: Object.fromEntries(labelFlags.map((name) => [name, flag()])) as Record<LabelFlag, Int16Array>,
    positions: fractional
      ? Float64Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? height - 1 : width - 1) * random())
      : undefined,
    corners: Int32Array.from({ length: 8 * count }, (_, i) => Math.floor(random() * (i % 2 === 0 ? height : width))),
    weights: new Float64Array(4 * count).fill(0.25),
  };
}

/** Holds what is written. */
export class MemorySink implements DatasetSink {
  readonly name: string = "memory";
  readonly files: Map<string, Uint8Array<ArrayBuffer>> = new Map();
  state: "open" | "finished" | "aborted" = "open";

  async write(path: string, bytes: Uint8Array): Promise<void> {
    if (this.files.has(path)) throw new Error(`${path} is written twice`);
    this.files.set(path, new Uint8Array(bytes));
  }

  async finish(): Promise<void> {
    this.state = "finished";
  }

  async abort(): Promise<void> {
    this.state = "aborted";
    this.files.clear();
  }
}
