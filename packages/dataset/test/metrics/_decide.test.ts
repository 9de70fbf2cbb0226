import { describe, expect, test } from "vitest";
import { ScoreBoard } from "../../src/metrics/score-board.ts";

const truth = Uint8Array.of(0, 1, 0, 0);
const place = { instanceId: 17, file: "predictions/17.npy" };

describe("predictions that are refused, naming file, instance and index", () => {
  test.each([
    ["NaN", Number.NaN, "the prediction is NaN at index 3 (point 1, bin 1)"],
    ["infinity", Number.POSITIVE_INFINITY, "is Infinity at index 3"],
    ["a logit", -3.5, "expected a probability from 0 to 1 (of a logit, its sigmoid)"],
    ["more than 1", 1.01, "expected a probability"],
  ])("%s", (_, value, message) => {
    const scores = new ScoreBoard({ task: "bin_seg_3d", bins: 2 });
    const add = (): unknown => scores.add({ truth, prediction: Float32Array.of(0, 1, 0, value), ...place });
    expect(add).toThrow(expect.objectContaining({ code: "DATASET_PREDICTIONS", instanceId: 17 }));
    expect(add).toThrow("predictions/17.npy, instance 17: ");
    expect(add).toThrow(message);
    expect(scores.summary().points).toBe(0);
  });

  test("a class beyond 8, also in a bin of unknown truth", () => {
    const scores = new ScoreBoard({ task: "seg_3d", bins: 2 });
    const prediction = Uint8Array.of(0, 1, 9, 0);
    expect(() => scores.add({ truth: Uint8Array.of(0, 1, 255, 0), prediction })).toThrow(
      expect.objectContaining({
        code: "DATASET_PREDICTIONS",
        message: "the prediction is 9 at index 2 (point 1, bin 0): expected a class from 0 to 8",
      }),
    );
  });

  test.each([
    ["bin_seg_3d", 3],
    ["bin_seg_3d", 2],
    ["bin_seg_2d", 4],
    ["bin_seg_2d", 0],
  ] as const)("%s of %i values", (task, length) => {
    const scores = new ScoreBoard({ task, bins: 2 });
    expect(() => scores.add({ truth, prediction: new Float32Array(length), ...place })).toThrow(
      expect.objectContaining({ code: "DATASET_PREDICTIONS", file: "predictions/17.npy" }),
    );
  });
});

test("a sum of float32 weights may exceed 1 by its rounding", () => {
  const scores = new ScoreBoard({ task: "bin_seg_2d", bins: 4 });
  expect(scores.add({ truth, prediction: Float32Array.of(1 + 2 ** -22) }).summary().tp).toBe(1);
});

test("labels that are wrong", () => {
  const scores = new ScoreBoard({ task: "bin_seg_3d", bins: 2 });
  const prediction = new Float32Array(4);
  for (const batch of [
    { truth: Uint8Array.of(0, 0, 0, 9), prediction },
    { truth: new Uint8Array(3), prediction },
    { truth, prediction, heights: new Int16Array(2) },
  ]) {
    expect(() => scores.add({ ...batch, ...place })).toThrow(
      expect.objectContaining({ code: "DATASET_INSTANCE", instanceId: 17 }),
    );
  }
});

test("arrays of another type", () => {
  const binary = new ScoreBoard({ task: "bin_seg_3d", bins: 2 });
  expect(() => binary.add({ truth, prediction: new Uint8Array(4) as never })).toThrow(
    "the prediction must be a Float32Array for bin_seg_3d, got Uint8Array",
  );
  expect(() => binary.add({ truth: new Int16Array(4) as never, prediction: new Float32Array(4) })).toThrow(TypeError);
  expect(() => binary.add({ truth, prediction: new Float32Array(4), heights: [1] as never })).toThrow(TypeError);
  expect(() => binary.add(null as never)).toThrow(TypeError);
  const classes = new ScoreBoard({ task: "seg_3d", bins: 2 });
  expect(() => classes.add({ truth, prediction: new Float32Array(4) as never })).toThrow(TypeError);
});
