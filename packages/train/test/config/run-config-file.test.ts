import { describe, expect, test } from "vitest";
import type { RunConfig } from "../../src/config/run-config.ts";
import { formatRunConfig, parseRunConfig } from "../../src/config/run-config-file.ts";
import { smallConfig } from "../support/run-config.ts";

const file = "runs/a/config.json";

test.each<[string, RunConfig]>([
  ["cross entropy", smallConfig],
  ["focal", { ...smallConfig, loss: { ...smallConfig.loss, kind: "focal", alpha: [0.5, 0.5], gamma: 1.5 } }],
  ["a provider", { ...smallConfig, engine: { name: "onnx", workers: 2, provider: "webgpu" } }],
])("what is written is read: %s", (_what, config) => {
  expect(parseRunConfig(formatRunConfig(config), file)).toEqual(config);
});

/** The configuration with another value at a path, or without it. */
function changed(path: string, value: unknown): string {
  const copy = structuredClone(smallConfig) as unknown as Record<string, unknown>;
  const keys = path.split(".");
  const last = keys.pop()!;
  const target = keys.reduce((part, key) => part[key] as Record<string, unknown>, copy);
  if (value === undefined) delete target[last];
  else target[last] = value;
  return JSON.stringify(copy);
}

describe("what is wrong is named with file and key", () => {
  test.each<[string, unknown, string]>([
    ["version", 2, "version is 2: expected 1; use the release that the run was started with"],
    ["task", "seg", 'task is the text "seg": expected one of "seg_3d", "bin_seg_3d", "bin_seg_2d"'],
    ["task", "seg_3d", "network.config is an object: expected one for the task seg_3d, not bin_seg_3d"],
    ["training.epochs", "3", 'training.epochs is the text "3": expected an integer from 1 to 1000000'],
    ["training.microBatch", 5, "training.microBatch is 5: expected an integer from 1 to 4"],
    ["training.learningRate", undefined, "training.learningRate is missing: expected a number above 0"],
    ["training.threshold", 1, "training.threshold is 1: expected a probability from 0 up to but not 1"],
    ["training.momentum", 0.9, 'there is no setting "training.momentum"'],
    ["training", null, "training is null: expected an object"],
    ["dataset.heightBins", [9, 4], "dataset.heightBins is an array: expected [first, end]"],
    ["dataset.heightBins", [4, 8], "network.config is an object: expected one with 4 bins as heightBins has, not 5"],
    ["dataset.omitAngles", ["1"], "dataset.omitAngles is an array: expected a list of integers from 0 to 15"],
    ["dataset.clip", true, 'dataset.clip is true: expected one of "physical", "published", false'],
    ["network.name", "net", 'network.name is the text "net": expected one of "single_pixel", '],
    [
      "network.config.channels",
      0,
      "network.config is an object: expected the configuration of a network (channels is 0",
    ],
    ["network.config", undefined, "network.config is missing: expected the configuration of a network"],
    [
      "loss.classWeights",
      [1, 2, 3],
      "loss.classWeights is an array: expected those of a loss of bin_seg_3d (classWeights has 3",
    ],
    ["loss.gamma", 2, 'there is no setting "loss.gamma"'],
    ["engine.name", "auto", 'engine.name is the text "auto": expected one of "webgpu", '],
    ["engine.provider", "tpu", 'engine.provider is the text "tpu": expected one of "cpu", "webgpu", "cuda", '],
    ["loader", undefined, "loader is missing: expected an object"],
    ["extra", 1, 'there is no setting "extra"'],
  ])("%s: %j", (path, value, message) => {
    let found: unknown;
    try {
      parseRunConfig(changed(path, value), file);
    } catch (error) {
      found = error;
    }
    expect(found).toMatchObject({ code: "TRAIN_CONFIG", file });
    expect((found as Error).message.slice(0, file.length + 2 + message.length)).toBe(`${file}: ${message}`);
  });

  test("a file that is no JSON, or was cut off", () => {
    for (const text of ["", "5", '{"version": 1', formatRunConfig(smallConfig).slice(0, 200)]) {
      expect(() => parseRunConfig(text, file)).toThrow(/^runs\/a\/config\.json: /);
    }
  });
});
