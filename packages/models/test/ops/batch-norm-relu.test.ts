import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { batchNormRelu, channelMoments } from "../../src/ops/batch-norm-relu.ts";
import { relativeError, seededArray } from "./support/array.ts";
import { momentsOf } from "./support/loops.ts";

beforeAll(() => useBackend("cpu"), 60_000);

describe("channelMoments", () => {
  it("has mean and variance over all axes but the last", async () => {
    const x = seededArray(3, [2, 3, 4, 5]);
    const { mean, variance, count } = channelMoments(tf.tensor(Float32Array.from(x.data), [2, 3, 4, 5]));
    const expected = momentsOf(x);
    expect(count).toBe(24);
    expect(relativeError(await mean.data(), expected.mean)).toBeLessThan(1e-6);
    expect(relativeError(await variance.data(), expected.variance)).toBeLessThan(1e-6);
  });

  it.each(["cpu", "wasm"] as const)(
    "adds up tens of thousands of values to single precision, on %s",
    async (backend) => {
      await useBackend(backend);
      const noise = seededArray(1, [2, 50, 100, 4]);
      const x = { ...noise, data: noise.data.map((value) => Math.fround(value + 3)) };
      const { mean, variance } = channelMoments(tf.tensor(Float32Array.from(x.data), [2, 50, 100, 4]) as tf.Tensor4D);
      expect(relativeError(await mean.data(), momentsOf(x).mean)).toBeLessThan(1e-6);
      expect(relativeError(await variance.data(), momentsOf(x).variance)).toBeLessThan(1e-6);
      await useBackend("cpu");
    },
  );

  it("is not thrown off by a mean that is large beside the variance", async () => {
    const x = tf.tensor4d([1000, 1001, 1002, 1003], [1, 2, 2, 1]);
    const { mean, variance } = channelMoments(x);
    expect(await mean.data()).toEqual(Float32Array.of(1001.5));
    expect(await variance.data()).toEqual(Float32Array.of(1.25));
  });
});

describe("batchNormRelu", () => {
  it("gives hand-computed numbers", async () => {
    // Mean 2, variance 5: 2 (x - 2) / sqrt 5 + 1, where it is positive.
    const x = tf.tensor4d([-1, 1, 3, 5], [1, 2, 2, 1]);
    const y = batchNormRelu(x, tf.tensor1d([2]), tf.tensor1d([1]), channelMoments(x));
    const expected = [0, 1 - 2 / Math.sqrt(5), 1 + 2 / Math.sqrt(5), 1 + 6 / Math.sqrt(5)];
    expect(relativeError(await y.data(), expected)).toBeLessThan(1e-5);
  });

  it("gives beta where all values are the same, and gradients that are finite", async () => {
    const x = tf.fill<tf.Rank.R4>([2, 2, 1, 1], 3);
    const run = (input: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) =>
      batchNormRelu(
        input as tf.Tensor4D,
        gamma as tf.Tensor1D,
        beta as tf.Tensor1D,
        channelMoments(input as tf.Tensor4D),
      );
    expect(await run(x, tf.tensor1d([2]), tf.tensor1d([0.5])).data()).toEqual(new Float32Array(4).fill(0.5));
    const gradients = tf.grads(run)([x, tf.tensor1d([2]), tf.tensor1d([0.5])]);
    expect(await Promise.all(gradients.map((gradient) => gradient.data()))).toEqual([
      new Float32Array(4),
      Float32Array.of(0),
      Float32Array.of(4),
    ]);
  });

  it("keeps no more than its result for the gradient", () => {
    const x = tf.ones<tf.Rank.R4>([2, 16, 16, 8]);
    const bytes = 4 * x.size;
    let kept = 0;
    tf.grad((input) => {
      const before = tf.memory().numBytes;
      const y = batchNormRelu(input as tf.Tensor4D, tf.ones([8]), tf.ones([8]), channelMoments(input as tf.Tensor4D));
      kept = tf.memory().numBytes - before;
      return y;
    })(x);
    // The tensors that share memory with x and y are counted again: x and y as they are saved, and y.
    expect(kept).toBeLessThan(3.1 * bytes);
  });
});
