import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createHdf5, type Hdf5GroupWriter } from "@atcs/hdf/write";
import type { AtcsDataset } from "../../src/dataset.ts";
import { writeLabels } from "../../src/layout/write-labels.ts";
import type { OpenDatasetOptions } from "../../src/loader/open-options.ts";
import type { Batch, Instance } from "../../src/loader/types.ts";
import { readPickle } from "../../src/pickle/read-pickle.ts";
import { isNumpyArray, type PickleValue } from "../../src/pickle/types.ts";
import { writePickle } from "../../src/pickle/write-pickle.ts";
import { openNpySource } from "../../src/sources/npy.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import { directorySink } from "../../src/zarr/directory-sink.ts";
import { packDataset } from "../../src/zarr/pack.ts";
import { smallDataset, smallFields, smallImage, smallLabels } from "../support/small-dataset.ts";

/** Names of the layouts on disk. */
export const layoutNames = ["npy", "zarr", "h5"] as const;

const ids = [0, 1, 16, 17, 20];
const files = smallDataset({ ids });

/** Write the same dataset in a layout. @param directory which does not exist yet */
export async function writeLayout(layout: (typeof layoutNames)[number], directory: string): Promise<void> {
  if (layout === "zarr") {
    const source = await openNpySource(memoryStore(files));
    await packDataset({ source, sink: await directorySink(directory) });
    return;
  }
  for (const [path, content] of files) {
    if (layout === "h5" && !path.endsWith(".json")) continue;
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  if (layout === "h5") await writeH5(join(directory, "atrain.h5"));
}

async function writeH5(path: string): Promise<void> {
  const file = await createHdf5(path);
  for (const id of ids) {
    const group = file.createGroup(String(id));
    const { dtype, shape, data } = smallImage(id);
    await group.createDataset("input", { dtype, shape }).write(data as Float32Array<ArrayBuffer>);
    await writeTree(group.createGroup("output"), readPickle(writePickle(writeLabels(id, smallLabels(id)))));
  }
  await file.close();
}

/** A dictionary as groups and data sets; tuples are groups of numbers. */
export async function writeTree(group: Hdf5GroupWriter, value: PickleValue): Promise<void> {
  const entries =
    value instanceof Map ? [...value] : Array.from(value as PickleValue[], (part, i) => [String(i), part] as const);
  for (const [key, part] of entries) {
    if (isNumpyArray(part)) {
      const { dtype, shape, data } = part as { dtype: "float64"; shape: number[]; data: Float64Array };
      await group.createDataset(String(key), { dtype, shape }).write(data);
    } else if (part instanceof Map || Array.isArray(part)) await writeTree(group.createGroup(String(key)), part);
  }
}

/** Options that change what an instance is made of. */
export const variants: readonly (readonly [name: string, options: OpenDatasetOptions])[] = Object.entries({
  plain: {},
  "augment, mask, NHWC": {
    ...{ augment: true, validityMask: true, omitAngles: [0, 15], layout: "NHWC", extraFields: ["Latitude"] },
  },
  "turns, sincos, bins": {
    ...{ augment: { mirror: false }, angles: "sincos", heightBins: [1, 4], fields: ["phi", "I865P", "Nviews"] },
  },
  "mirrors, raw, mask": {
    ...{
      augment: { turns: false },
      clip: false,
      angles: "raw",
      validityMask: true,
      layout: "NHWC",
      omitAngles: [3, 4],
    },
  },
} satisfies Record<string, OpenDatasetOptions>).map(([name, options]) => [
  name,
  { normalize: false, fields: smallFields, ...options },
]);

/** The instances of batches, as `get` gives them. */
export function instancesOf(batch: Batch): Instance[] {
  const { ids: all, shape, batchIndex, sensorInput, extras, flags, bins } = batch;
  const own = <T extends Float32Array | Int32Array | Uint8Array | Int16Array | Float64Array>(
    values: T,
    begin: number,
    end: number,
  ): T => values.slice(begin, end) as T;
  return Array.from(all, (id, i) => {
    const first = batchIndex.indexOf(i);
    const count = batchIndex.filter((index) => index === i).length;
    const points = <T extends Float32Array | Int32Array | Uint8Array | Int16Array | Float64Array>(
      values: T,
      width = 1,
    ): T => own(values, first * width, (first + count) * width);
    const size = shape[1] * shape[2] * shape[3];
    return {
      id,
      shape: [shape[1], shape[2], shape[3]],
      sensorInput: own(sensorInput, i * size, (i + 1) * size),
      extras: Object.fromEntries(
        Object.entries(extras).map(([name, values]) => {
          const pixels = values.length / all.length;
          return [name, own(values, i * pixels, (i + 1) * pixels)];
        }),
      ),
      count,
      bins,
      corners: points(batch.corners, 8),
      weights: points(batch.weights, 4),
      cloudScenario: points(batch.cloudScenario, bins),
      lat: points(batch.lat),
      lon: points(batch.lon),
      time: points(batch.time),
      height: points(batch.height, bins),
      flags: Object.fromEntries(
        Object.entries(flags).map(([name, values]) => [name, points(values, bins)]),
      ) as Instance["flags"],
    };
  });
}

/** All instances of an epoch, by `get` and by `batches`, in the order of the batches. */
export async function bothWays(
  data: AtcsDataset,
  options: { readonly batchSize: number; readonly seed: number; readonly epoch: number; readonly workers: number },
): Promise<{ readonly single: Instance[]; readonly batched: Instance[] }> {
  const { seed, epoch } = options;
  const [single, batched]: [Instance[], Instance[]] = [[], []];
  for await (const batch of data.batches({ ...options, shuffle: true })) {
    batched.push(...instancesOf(batch));
    for (const id of batch.ids) single.push(await data.get(data.ids.indexOf(id), { seed, epoch }));
  }
  return { single, batched };
}
