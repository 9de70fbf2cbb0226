import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { AtcsDataset } from "../../src/dataset.ts";
import type { OpenDatasetOptions } from "../../src/loader/open-options.ts";
import type { Batch } from "../../src/loader/types.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import { batchTensors } from "../../src/tf/batch-tensors.ts";
import { type SmallDatasetOptions, smallDataset, smallFields } from "../support/small-dataset.ts";

/** The first batch, of two instances. */
async function firstBatch(options: OpenDatasetOptions = {}, small: SmallDatasetOptions = {}): Promise<Batch> {
  const store = memoryStore(smallDataset(small));
  await using data = await AtcsDataset.open(store, { normalize: false, fields: smallFields, ...options });
  for await (const batch of data.batches({ batchSize: 2 })) return batch;
  throw new Error("there is no batch");
}

describe.each(["cpu", "wasm"] as const)("batchTensors on %s", (backend) => {
  beforeAll(() => useBackend(backend));

  test.each(["NCHW", "NHWC"] as const)("gives what the batch holds, %s", async (layout) => {
    const batch = await firstBatch({ layout });
    const { count, bins, shape } = batch;
    const before = tf.memory().numTensors;
    const tensors = batchTensors(batch);
    const { extras, ...plain } = tensors;
    expect(extras).toEqual({});
    expect(Object.fromEntries(Object.entries(plain).map(([name, { shape, dtype }]) => [name, [dtype, shape]]))).toEqual(
      {
        ids: ["int32", [2]],
        sensorInput: ["float32", shape],
        corners: ["int32", [count, 4, 2]],
        weights: ["float32", [count, 4]],
        batchIndex: ["int32", [count]],
        cloudScenario: ["int32", [count, bins]],
        lat: ["float32", [count]],
        lon: ["float32", [count]],
        height: ["int32", [count, bins]],
      },
    );
    for (const name of Object.keys(plain) as (keyof typeof plain)[]) {
      expect([...tensors[name].dataSync()], name).toEqual([...batch[name]]);
    }
    tf.dispose(tensors);
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each(["NCHW", "NHWC"] as const)("extras have rows and columns, %s", async (layout) => {
    const batch = await firstBatch({ layout, extraFields: ["Latitude"] }, { height: 4, width: 6 });
    const tensors = batchTensors(batch);
    expect(tensors.extras.Latitude?.shape).toEqual([2, 4, 6]);
    expect(tensors.extras.Latitude?.dataSync()).toEqual(batch.extras.Latitude);
    tf.dispose(tensors);
  });

  test("extras of as many pixels in either layout are as square as the image, or refused", async () => {
    const batch = await firstBatch();
    const before = tf.memory().numTensors;
    const square = { sensorInput: new Float32Array(128), extras: { Latitude: new Float32Array(32) } };
    const tensors = batchTensors({ ...batch, ...square, shape: [2, 4, 4, 4] });
    expect(tensors.extras.Latitude?.shape).toEqual([2, 4, 4]);
    tf.dispose(tensors);
    const oblong = { sensorInput: new Float32Array(64), extras: { Latitude: new Float32Array(16) } };
    expect(() => batchTensors({ ...batch, ...oblong, shape: [2, 4, 2, 4] })).toThrow(/tell height and width/);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("a batch without label points has empty tensors", async () => {
    const tensors = batchTensors({
      ...(await firstBatch()),
      count: 0,
      corners: new Int32Array(0),
      weights: new Float32Array(0),
      batchIndex: new Int32Array(0),
      cloudScenario: new Uint8Array(0),
      lat: new Float32Array(0),
      lon: new Float32Array(0),
      height: new Int16Array(0),
    });
    expect(tensors.corners.shape).toEqual([0, 4, 2]);
    expect(tensors.cloudScenario.shape).toEqual([0, 5]);
    expect(tensors.lat.shape).toEqual([0]);
    tf.dispose(tensors);
  });

  test("arrays that do not fit together are refused, and leave no tensor behind", async () => {
    const batch = await firstBatch();
    const before = tf.memory().numTensors;
    expect(() => batchTensors({ ...batch, weights: batch.weights.slice(1) })).toThrow(/shape/i);
    expect(tf.memory().numTensors).toBe(before);
  });
});
