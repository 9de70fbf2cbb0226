import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/random.ts";
import { interpolateFeatures, sparseInterpolate, type TensorLayout } from "../../src/sparse-interpolation/index.ts";
import { testFeatures } from "./support/features-suite.ts";
import { makeProblem, numbers } from "./support/loops.ts";

const problem = makeProblem(5, 6);
const { batch, height, width, channels, batchIndex, corners } = problem;
/** Weights that sum to 1 for every point, as those of the corner rule do. */
const weights = problem.weights.map((_, i) => [0.125, 0.25, 0.5, 0.125][i % 4]!);
const kernel = () => tf.tensor2d(numbers(seededRandom(6), channels * 4), [channels, 4]);
const bias = () => tf.tensor1d([1, -2, 3, -4]);

describe.each(["cpu", "wasm"] as const)("interpolateFeatures on %s", (backend) => {
  testFeatures(backend);

  it.each<TensorLayout>(["NHWC", "NCHW"])("commutes with a linear head, %s", async (layout) => {
    const channelsLast = tf.tensor4d(problem.dense, [batch, height, width, channels]);
    const features = layout === "NHWC" ? channelsLast : tf.transpose(channelsLast, [0, 3, 1, 2]);
    const atPoints = interpolateFeatures(features, batchIndex, corners, weights, linear, { layout });
    const everywhere = linear(tf.reshape(channelsLast, [-1, channels]));
    const dense = tf.reshape(everywhere, [batch, height, width, 4]) as tf.Tensor4D;
    const expected = sparseInterpolate(dense, batchIndex, corners, weights);
    expect(atPoints.shape).toEqual([problem.points, 4]);
    expect(await maximumDifference(atPoints, expected)).toBeLessThan(1e-6);
  });

  it("runs a head that is not linear after the interpolation", async () => {
    const features = tf.tensor4d(problem.dense, [batch, height, width, channels]);
    const head = (points: tf.Tensor2D) => tf.square(linear(points));
    const atPoints = interpolateFeatures(features, batchIndex, corners, weights, head);
    const expected = head(sparseInterpolate(features, batchIndex, corners, weights));
    expect(await maximumDifference(atPoints, expected)).toBe(0);
    const dense = tf.reshape(head(tf.reshape(features, [-1, channels])), [batch, height, width, 4]) as tf.Tensor4D;
    const headFirst = sparseInterpolate(dense, batchIndex, corners, weights);
    expect(await maximumDifference(atPoints, headFirst)).toBeGreaterThan(0.01);
  });

  it("keeps only what the head returns", () => {
    const features = tf.tensor4d(problem.dense, [batch, height, width, channels]);
    const before = tf.memory().numTensors;
    const { mask, scores } = interpolateFeatures(features, batchIndex, corners, weights, (points) => {
      const made = linear(points);
      return { mask: tf.greater(made, 0), scores: tf.sigmoid(made) };
    });
    expect(tf.memory().numTensors).toBe(before + 2);
    tf.dispose([mask, scores]);
  });
});

it("takes features with four axes only", () => {
  expect(() => interpolateFeatures(tf.zeros([1, 2, 2, 3, 4]), [], [], [], (points) => points)).toThrow(
    "the features have shape [1, 2, 2, 3, 4]: expected 4 axes",
  );
});

it("takes a head that is a function", () => {
  const features = tf.zeros<tf.Rank.R4>([1, 2, 2, 3]);
  expect(() => interpolateFeatures(features, [], [], [], {} as never)).toThrow(
    new TypeError("interpolateFeatures: head must be a function, got an object"),
  );
  expect(() => interpolateFeatures(undefined as never, [], [], [], (points) => points)).toThrow(
    "the dense tensor must be a tensor, got undefined",
  );
});

function linear(points: tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.add(tf.matMul(points as tf.Tensor2D, kernel()), bias()));
}

async function maximumDifference(one: tf.Tensor, other: tf.Tensor): Promise<number> {
  return (await tf.max(tf.abs(tf.sub(one, other))).data())[0]!;
}
