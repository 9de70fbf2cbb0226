import { seededRandom } from "@atcs/colocate";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { type BackendName, useBackend } from "../../../../../test/support/tfjs.ts";
import { decisions, probabilities } from "../../../src/losses/decisions.ts";
import type { Task } from "../../../src/tasks.ts";
import { expectClose } from "./problems.ts";

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

/** Softmax over the axis of 9 classes, `rest` numbers apart. */
function softmax(logits: Float32Array, rest: number): Float64Array {
  return Float64Array.from(logits, (z, i) => {
    const first = Math.floor(i / (9 * rest)) * 9 * rest + (i % rest);
    return 1 / Array.from({ length: 9 }, (_, c) => Math.exp(logits[first + c * rest]! - z)).reduce((a, b) => a + b);
  });
}

function randomLogits(shape: number[]): { values: Float32Array; tensor: tf.Tensor } {
  const random = seededRandom(3, ...shape);
  const values = new Float32Array(shape.reduce((size, length) => size * length, 1)).map(() => 8 * random() - 4);
  return { values, tensor: tf.tensor(values, shape) };
}

export function testDecisions(backend: BackendName): void {
  describe(`on the ${backend} backend`, () => {
    beforeAll(() => useBackend(backend), 60_000);

    testProbabilities();
    testClasses();
    testArguments();
  });
}

function testProbabilities(): void {
  describe("probabilities", () => {
    it.each<[Task, number[]]>([
      ["bin_seg_3d", [4, 5]],
      ["bin_seg_3d", [2, 5, 3, 4]],
      ["bin_seg_2d", [4, 1]],
      ["bin_seg_2d", [2, 1, 3, 4]],
    ])("of %s, %j, are sigmoids", async (task, shape) => {
      const { values, tensor } = randomLogits(shape);
      const found = probabilities(tensor, task);
      expect(found.shape).toEqual(shape);
      expectClose(await found.data(), Float64Array.from(values, sigmoid), 1e-6);
    });

    it.each([[[4, 9, 5]], [[2, 9, 5, 3, 4]]])("of seg_3d, %j, are softmax over the classes", async (shape) => {
      const { values, tensor } = randomLogits(shape);
      const found = probabilities(tensor, "seg_3d");
      expect(found.shape).toEqual(shape);
      expectClose(await found.data(), softmax(values, values.length / shape[0]! / 9), 1e-6);
    });

    it("are none of no points", () => {
      expect(probabilities(tf.zeros([0, 9, 5]), "seg_3d").shape).toEqual([0, 9, 5]);
      expect(probabilities(tf.zeros([0, 5]), "bin_seg_3d").shape).toEqual([0, 5]);
    });

    it("are 0 and 1 at logits of +-1e4", async () => {
      const binary = probabilities(tf.tensor2d([[-1e4, 1e4]]), "bin_seg_3d");
      expect([...(await binary.data())]).toEqual([0, 1]);
      const classes = probabilities(tf.tensor3d([-1e4, 1e4, 0, 0, 0, 0, 0, 0, 1e4], [1, 9, 1]), "seg_3d");
      expect([...(await classes.data())]).toEqual([0, 0.5, 0, 0, 0, 0, 0, 0, 0.5]);
    });
  });
}

function testClasses(): void {
  describe("decisions", () => {
    it.each([[[4, 9, 5]], [[2, 9, 5, 3, 4]]])("of seg_3d, %j, are the largest logits", async (shape) => {
      const { values, tensor } = randomLogits(shape);
      const rest = values.length / shape[0]! / 9;
      const expected = Uint8Array.from({ length: shape[0]! * rest }, (_, i) => {
        const first = Math.floor(i / rest) * 9 * rest + (i % rest);
        const own = Array.from({ length: 9 }, (_, c) => values[first + c * rest]!);
        return own.indexOf(Math.max(...own));
      });
      expect(await decisions(tensor, "seg_3d")).toEqual(expected);
    });

    it.each([
      [{}, [0, 0, 1, 0, 1]],
      [{ threshold: 0 }, [1, 1, 1, 0, 1]],
      [{ threshold: 0.9 }, [0, 0, 0, 0, 1]],
      [{ threshold: 1 }, [0, 0, 0, 0, 0]],
    ])("of binary tasks are probabilities above a threshold: %j", async (options, expected) => {
      const logits = [-1, 0, 1, -1e4, 1e4];
      expect([...(await decisions(tf.tensor2d([logits]), "bin_seg_3d", options))]).toEqual(expected);
      expect([...(await decisions(tf.tensor2d(logits, [5, 1]), "bin_seg_2d", options))]).toEqual(expected);
    });

    it("do not exceed a threshold that is their own probability", async () => {
      const logits = tf.tensor2d([[0.1, 0.2, 0.3, 0.4, 0.5, 0.6]]);
      const own = await probabilities(logits, "bin_seg_3d").data();
      // Nine digits tell all numbers of single precision apart, and are above some and below others.
      const thresholds = Array.from(own, (probability) => Number(probability.toPrecision(9)));
      expect(thresholds.some((threshold, i) => threshold < own[i]!)).toBe(true);
      for (const [i, threshold] of thresholds.entries()) {
        expect((await decisions(logits, "bin_seg_3d", { threshold }))[i]).toBe(0);
      }
    });

    it("are none of no points, and keep no tensors", async () => {
      expect(await decisions(tf.zeros([0, 9, 5]), "seg_3d")).toEqual(new Uint8Array(0));
      const { tensor } = randomLogits([4, 9, 5]);
      const before = tf.memory().numTensors;
      await decisions(tensor, "seg_3d");
      await expect(
        decisions(
          tf.tidy(() => tf.mul(tensor, Number.POSITIVE_INFINITY)),
          "seg_3d",
        ),
      ).rejects.toThrow(RangeError);
      expect(tf.memory().numTensors).toBe(before + 1);
    });

    it.each([Number.NaN, Number.POSITIVE_INFINITY])("are refused of %s", async (value) => {
      const logits = tf.tensor2d([[0, value, 1]]);
      await expect(decisions(logits, "bin_seg_3d")).rejects.toThrow("logits hold NaN or Infinity");
    });
  });
}

function testArguments(): void {
  it.each<[Task, number[], string]>([
    ["seg_3d", [4, 8, 5], "logits have shape [4, 8, 5]: expected [P, 9, K] or [B, 9, K, H, W] of seg_3d"],
    ["seg_3d", [4, 9], "logits have shape [4, 9]"],
    ["bin_seg_3d", [4, 9, 5], "logits have shape [4, 9, 5]: expected [P, K] or [B, K, H, W] of bin_seg_3d"],
    ["bin_seg_2d", [4, 2], "logits have shape [4, 2]: expected [P, 1] or [B, 1, H, W] of bin_seg_2d"],
  ])("refuses, for %s, logits %j", async (task, shape, message) => {
    expect(() => probabilities(tf.zeros(shape), task)).toThrow(message);
    await expect(decisions(tf.zeros(shape), task)).rejects.toThrow(message);
  });

  it.each([-0.1, 1.1, Number.NaN, "0.5"])("refuses the threshold %s", async (threshold) => {
    const decide = decisions(tf.zeros([2, 3]), "bin_seg_3d", { threshold: threshold as number });
    await expect(decide).rejects.toThrow(RangeError);
  });
}
