import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { AtcsDataset } from "../../src/dataset.ts";
import type { BatchesOptions } from "../../src/loader/open-options.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import { type DatasetOfBatchesOptions, datasetOfBatches } from "../../src/tf/dataset-of-batches.ts";
import { type Files, smallDataset, smallFields } from "../support/small-dataset.ts";

const open = (files: Files = smallDataset()): Promise<AtcsDataset> =>
  AtcsDataset.open(memoryStore(files), { normalize: false, fields: smallFields, layout: "NHWC" });

/** Ids of all instances, in the order of the batches. */
async function idsOf(data: AtcsDataset, options: BatchesOptions): Promise<number[]> {
  const ids: number[] = [];
  for await (const batch of data.batches(options)) ids.push(...batch.ids);
  return ids;
}

async function idsOfTensors(dataset: ReturnType<typeof datasetOfBatches>): Promise<number[]> {
  const ids: number[] = [];
  await dataset.forEachAsync((tensors) => {
    ids.push(...tensors.ids.dataSync());
    tf.dispose(tensors);
  });
  return ids;
}

describe.each(["cpu", "wasm"] as const)("datasetOfBatches on %s", (backend) => {
  beforeAll(() => useBackend(backend));

  test("gives the batches of the loader, an epoch in each pass", async () => {
    await using data = await open();
    const options = { batchSize: 4, shuffle: true, seed: 3 };
    const before = tf.memory().numTensors;
    const dataset = datasetOfBatches(data, { ...options, epoch: 5 });
    const [first, second, third] = await Promise.all([5, 6, 7].map((epoch) => idsOf(data, { ...options, epoch })));
    expect(await idsOfTensors(dataset)).toEqual(first);
    expect(await idsOfTensors(dataset.repeat(2))).toEqual([...second!, ...third!]);
    expect(second).not.toEqual(first);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("dropLast and batchSize are those of the loader", async () => {
    await using data = await open();
    const sizes: number[] = [];
    await datasetOfBatches(data, { batchSize: 4, dropLast: true }).forEachAsync((tensors) => {
      sizes.push(tensors.sensorInput.shape[0]);
      tf.dispose(tensors);
    });
    expect(sizes).toEqual([4]);
  });

  test("damaged instances reject the step, with the loader's error", async () => {
    const files = smallDataset();
    const path = [...files.keys()].find((name) => name.endsWith("/1.npy"));
    await using data = await open(files.set(path!, new Uint8Array(8)));
    const before = tf.memory().numTensors;
    const iterator = await datasetOfBatches(data, { batchSize: 1 }).iterator();
    const { value } = await iterator.next();
    tf.dispose(value);
    await expect(iterator.next()).rejects.toMatchObject({ name: "DatasetError", instanceId: 1 });
    expect((await iterator.next()).done).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("the signal ends a pass", async () => {
    await using data = await open();
    const control = new AbortController();
    const iterator = await datasetOfBatches(data, { batchSize: 1, signal: control.signal }).iterator();
    tf.dispose((await iterator.next()).value);
    control.abort(new Error("enough"));
    await expect(iterator.next()).rejects.toThrow("enough");
  });

  test.each<[object, string | RegExp]>([
    [{ reuse: true }, /no option "reuse"/],
    [{ batchsize: 1 }, /no option "batchsize"/],
    [{ batchSize: 0 }, /batchSize is 0/],
    [{ epoch: -1 }, /epoch is -1/],
  ])("%j is refused at once", async (options, message) => {
    await using data = await open();
    expect(() => datasetOfBatches(data, options as DatasetOfBatchesOptions)).toThrow(message);
  });
});

// Without wasm, whose backend lacks kernels of gradients.
describe("training on cpu", () => {
  beforeAll(() => useBackend("cpu"));

  test("fitDataset learns from it, epochs in order and no tensor left over", async () => {
    await using data = await open();
    const epochs: (number | undefined)[] = [];
    const recorded = {
      batches(options: BatchesOptions = {}) {
        epochs.push(options.epoch);
        return data.batches(options);
      },
    };
    const model = tf.sequential({
      layers: [
        tf.layers.globalAveragePooling2d({ inputShape: [4, 4, data.channelCount] }),
        tf.layers.dense({ units: 1 }),
      ],
    });
    model.compile({ optimizer: tf.train.sgd(0), loss: "meanSquaredError" });
    const dataset = datasetOfBatches(recorded, { batchSize: 3 }).map(({ sensorInput }) => ({
      xs: sensorInput,
      ys: tf.zeros([sensorInput.shape[0], 1]),
    }));
    const { history } = await model.fitDataset(dataset, { epochs: 2, verbose: 0 });
    expect(history.loss).toHaveLength(2);
    expect(history.loss?.[0]).toBeGreaterThan(0);
    // The first training made what the optimizer keeps.
    const before = tf.memory().numTensors;
    await model.fitDataset(dataset, { epochs: 1, verbose: 0 });
    expect(tf.memory().numTensors).toBe(before);
    expect(epochs).toEqual([0, 1, 2]);
    model.dispose();
  });
});
