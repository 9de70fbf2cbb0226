import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { trainSettings } from "../../src/config/settings.ts";
import type { TrainOptions } from "../../src/config/train-options.ts";

const needed = { dataset: "data", out: "run" };

test("the defaults are those of the specification", () => {
  expect(trainSettings(needed)).toEqual({
    dataset: resolve("data"),
    out: "run",
    split: "default",
    task: "seg_3d",
    fields: "directional",
    omitAngles: [],
    clip: "physical",
    angles: "default",
    validityMask: false,
    augment: false,
    network: "simple_conv",
    loss: "cross_entropy",
    classWeights: "effective",
    smoothnessWeight: 0,
    epochs: 200,
    batchSize: 32,
    learningRate: 1e-3,
    patience: 10,
    factor: 0.1,
    evaluateEvery: 1,
    checkpointEvery: 5,
    threshold: 0.5,
    seed: 0,
    engine: "auto",
    loaderWorkers: 1,
    prefetch: 2,
  });
});

test("what is given replaces them, and undefined does not", () => {
  expect(trainSettings({ ...needed, epochs: 3, seed: undefined, dataset: "https://a.b/c" })).toMatchObject({
    ...{ epochs: 3, seed: 0, dataset: "https://a.b/c" },
  });
});

describe("what cannot be is refused by its name, its value and what is expected", () => {
  test.each<[object, string]>([
    [{ epoch: 5 }, 'TypeError: training has no option "epoch": expected dataset, out, split, '],
    [{ dataset: "" }, 'TypeError: dataset is the text "": expected the directory, file or URL of a dataset'],
    [{ out: 5 }, "TypeError: out is 5: expected the path of the run directory"],
    [{ task: "seg" }, 'TypeError: task is the text "seg": expected one of "seg_3d", "bin_seg_3d", "bin_seg_2d"'],
    [{ network: "unet" }, 'TypeError: network is the text "unet": expected one of "single_pixel", '],
    [{ loss: "dice" }, 'TypeError: loss is the text "dice": expected one of "cross_entropy", "focal", "soft_jaccard"'],
    [{ engine: "gpu" }, 'TypeError: engine is the text "gpu": expected one of "auto", "webgpu", '],
    [{ epochs: 0 }, "RangeError: epochs is 0: expected an integer from 1 to 1000000"],
    [{ epochs: "5" }, 'TypeError: epochs is the text "5": expected an integer from 1 to 1000000'],
    [{ batchSize: 2.5 }, "RangeError: batchSize is 2.5: expected an integer from 1 to 1048576"],
    [{ batchSize: 4, microBatch: 5 }, "RangeError: microBatch is 5: expected an integer from 1 to 4"],
    [{ workers: 0 }, "RangeError: workers is 0: expected an integer from 1 to 256"],
    [{ loaderWorkers: -1 }, "RangeError: loaderWorkers is -1: expected an integer from 0 to 256"],
    [{ prefetch: Number.NaN }, "RangeError: prefetch is NaN: expected an integer from 0 to 1024"],
    [{ patience: -1 }, "RangeError: patience is -1: expected an integer from 0"],
    [{ evaluateEvery: 0 }, "RangeError: evaluateEvery is 0: expected an integer from 1"],
    [{ checkpointEvery: null }, "TypeError: checkpointEvery is null: expected an integer from 1"],
    [{ seed: 2 ** 32 }, "RangeError: seed is 4294967296: expected an integer from 0 to 4294967295"],
    [{ learningRate: 0 }, "RangeError: learningRate is 0: expected a number above 0"],
    [{ learningRate: Number.POSITIVE_INFINITY }, "RangeError: learningRate is Infinity: expected a number above 0"],
    [{ factor: 1 }, "RangeError: factor is 1: expected a number between 0 and 1"],
    [{ threshold: 1 }, "RangeError: threshold is 1: expected a probability from 0 up to but not 1"],
    [{ smoothnessWeight: -1 }, "RangeError: smoothnessWeight is -1: expected a number from 0"],
    [{ augment: "yes" }, 'TypeError: augment is the text "yes": expected true or false'],
    [{ classWeights: "cui" }, 'TypeError: classWeights is the text "cui": expected "effective", "none" or a number'],
    [{ gamma: 2 }, "TypeError: gamma is an option of the loss focal, not of cross_entropy"],
    [{ alpha: [1, 1], loss: "soft_jaccard" }, "TypeError: alpha is an option of the loss focal, not of soft_jaccard"],
  ])("%j", (wrong, message) => {
    let found = "";
    try {
      trainSettings({ ...needed, ...wrong } as TrainOptions);
    } catch (error) {
      found = String(error);
    }
    expect(found.slice(0, message.length)).toBe(message);
  });

  test.each([[null], [5], ["data"], [[]]])("%j in place of options", (options) => {
    expect(() => trainSettings(options as never)).toThrow(/training: expected an object of options/);
  });
});
