import { availableParallelism } from "node:os";
import { effectiveNumberWeights } from "@atcs/models";
import { describe, expect, test } from "vitest";
import { resolveConfig, workersOf } from "../../src/config/resolve-config.ts";
import { formatRunConfig, parseRunConfig } from "../../src/config/run-config-file.ts";
import { trainSettings } from "../../src/config/settings.ts";
import type { TrainOptions } from "../../src/config/train-options.ts";
import { trainingTask } from "../../src/config/training-task.ts";
import type { DatasetFacts } from "../../src/data/dataset-facts.ts";
import type { EngineName } from "../../src/engines/types.ts";

/** Of bins 0 to 5; each has one more of each type than the bin above. */
const classCountsPerBin = Array.from({ length: 6 }, (_, bin) => [90, 1, 2, 0, 4, 5, 6, 7, 8].map((n) => n && n + bin));
const facts: DatasetFacts = {
  file: "/data",
  fingerprint: "ab",
  statistics: "cd",
  fields: ["I670P", "thetas"],
  channelCount: 32,
  radianceChannels: [0, 1],
  heightBins: [1, 3],
  size: [50, 40],
  trainCounts: { classCounts: [], classCountsPerBin, cloudyPoints: 25, points: 100 },
};

const resolve = (options: Partial<TrainOptions> = {}, engine: EngineName = "wasm", given = facts) =>
  resolveConfig(trainSettings({ dataset: "/data", out: "run", ...options }), given, engine);

test("all is filled in, so that the file repeats the run", () => {
  const config = resolve({ baseWidth: 8, epochs: 7, workers: 2 });
  expect(config).toMatchObject({
    dataset: {
      path: "/data",
      fingerprint: "ab",
      statistics: "cd",
      fields: ["I670P", "thetas"],
      heightBins: [1, 3],
      omitAngles: [],
    },
    network: {
      name: "simple_conv",
      config: { channels: 32, task: "seg_3d", bins: 2, baseWidth: 8, maxWidth: 128, size: [50, 40] },
    },
    training: { epochs: 7, batchSize: 32, microBatch: 2 },
    engine: { name: "wasm", workers: 2 },
    loader: { workers: 1, prefetch: 2 },
  });
  expect(parseRunConfig(formatRunConfig(config), "config.json")).toEqual(config);
});

test.each<[Partial<TrainOptions>, EngineName, number]>([
  [{}, "webgpu", 32],
  [{}, "cuda", 32],
  [{}, "node", 2],
  [{}, "cpu", 2],
  [{}, "onnx", 2],
  [{ engine: "onnx", provider: "webgpu" }, "onnx", 32],
  [{ batchSize: 1 }, "wasm", 1],
  [{ microBatch: 8 }, "webgpu", 8],
])("micro-batches of %j on %s", (options, engine, microBatch) => {
  expect(resolve(options, engine).training.microBatch).toBe(microBatch);
});

test("threads compute on wasm and onnx, and no more than have something to do", () => {
  expect([workersOf("wasm", 8, 16), workersOf("wasm", 8, 3), workersOf("cpu", 8, 16)]).toEqual([8, 3, 1]);
  // Of onnx they share the work of each micro-batch.
  expect([workersOf("onnx", 8, 3), workersOf("onnx", undefined, 3)]).toEqual([8, availableParallelism()]);
  expect(workersOf("wasm", undefined, 1000)).toBeGreaterThanOrEqual(1);
});

describe("class weights", () => {
  test("are those of the effective number of samples in the chosen bins", () => {
    const counts = [183, 5, 7, 0, 11, 13, 15, 17, 19];
    expect(resolve().loss.classWeights).toEqual(effectiveNumberWeights(counts));
    expect(resolve({ task: "bin_seg_3d" }).loss.classWeights).toEqual(effectiveNumberWeights([183, 87]));
    expect(resolve({ task: "bin_seg_2d" }).loss.classWeights).toEqual(effectiveNumberWeights([75, 25]));
  });

  test("may be given, or none", () => {
    expect(resolve({ classWeights: "none" }).loss.classWeights).toEqual(new Array(9).fill(1));
    expect(resolve({ classWeights: [1, 3], task: "bin_seg_3d" }).loss.classWeights).toEqual([1, 3]);
    expect(() => resolve({ classWeights: [1, 3] })).toThrow(/classWeights has 2 numbers: expected 9/);
  });

  test.each<[DatasetFacts["trainCounts"], RegExp]>([
    [undefined, /^\/data: the split "default" does not say how often each class is: make it with `atcs split`/],
    [{ ...facts.trainCounts!, classCountsPerBin: [] }, /no class weights can be made .*heightBins is \[1, 3\]/],
    [{ ...facts.trainCounts!, classCountsPerBin: classCountsPerBin.map(() => new Array(9).fill(0)) }, /are all 0/],
  ])("counts that do not serve are told (%#)", (trainCounts, message) => {
    expect(() => resolve({}, "cpu", { ...facts, trainCounts })).toThrow(
      expect.objectContaining({ code: "TRAIN_DATASET", message: expect.stringMatching(message) }),
    );
    expect(resolve({ classWeights: "none" }, "cpu", { ...facts, trainCounts }).loss.kind).toBe("cross_entropy");
  });
});

test("focal has its defaults written down", () => {
  expect(resolve({ loss: "focal", task: "bin_seg_3d" }).loss).toMatchObject({ alpha: [0.5, 0.5], gamma: 2 });
  const { alpha, gamma } = resolve({ loss: "focal", gamma: 1 }).loss;
  expect([alpha, gamma]).toEqual([[0.5, ...new Array(8).fill(0.0625)], 1]);
  expect(() => resolve({ loss: "focal", gamma: -1 })).toThrow(/gamma is -1/);
});

test("the networks' own options are checked", () => {
  expect(() => resolve({ baseWidth: 0 })).toThrow(new RangeError("baseWidth is 0: expected an integer from 1 to 8192"));
  expect(resolve({ network: "unet_2d", blocks: "max" }).network.config.blocks).toBe(5);
  expect(() => resolve({ network: "unet_2d", blocks: 6 })).toThrow(/^an image of 50 x 40 pixels is too small/);
});

test("the smoothness penalty needs radiances", () => {
  expect(resolve({ smoothnessWeight: 0.1 }).loss.smoothnessWeight).toBe(0.1);
  expect(() => resolve({ smoothnessWeight: 0.1 }, "cpu", { ...facts, radianceChannels: [] })).toThrow(
    /smoothnessWeight is 0.1, but the penalty is guided by radiances, such as I670P/,
  );
});

test("engines are told what to compute", () => {
  expect(trainingTask(resolve({ loss: "focal", task: "bin_seg_3d", classWeights: "none" }), facts)).toEqual({
    network: "simple_conv",
    config: resolve({ task: "bin_seg_3d" }).network.config,
    loss: { kind: "focal", task: "bin_seg_3d", classWeights: [1, 1], alpha: [0.5, 0.5], gamma: 2 },
    smoothnessWeight: 0,
    radianceChannels: [0, 1],
  });
  expect(trainingTask(resolve(), facts).loss).not.toHaveProperty("gamma");
});
