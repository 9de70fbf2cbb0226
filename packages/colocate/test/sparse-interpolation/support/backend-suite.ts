// What must hold on every backend of tfjs, for every form of the dense tensor.

import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { type BackendName, useBackend } from "../../../../../test/support/tfjs.ts";
import { seededRandom } from "../../../src/random.ts";
import { sparseInterpolate, type TensorLayout } from "../../../src/sparse-interpolation/index.ts";
import { interpolateByLoops, makeProblem, numbers, type Problem, spreadByLoops } from "./loops.ts";

export interface Form {
  readonly name: string;
  readonly layout: TensorLayout;
  /** [O], or [C, K]. */
  readonly values: readonly number[];
}

export const forms: readonly Form[] = [
  { name: "[B, H, W, O]", layout: "NHWC", values: [6] },
  { name: "[B, H, W, C, K]", layout: "NHWC", values: [3, 2] },
  { name: "[B, O, H, W]", layout: "NCHW", values: [6] },
  { name: "[B, C, K, H, W]", layout: "NCHW", values: [3, 2] },
];

/** From [B, H, W, O], as the loops have it, to the order of the form, or back. */
export function reorder<T extends Float32Array | Float64Array>(
  form: Form,
  problem: Problem,
  dense: T,
  back = false,
): T {
  const { batch, height, width, channels } = problem;
  const out = dense.slice() as T;
  if (form.layout === "NHWC") return out;
  for (let b = 0, at = 0; b < batch; b++) {
    for (let pixel = 0; pixel < height * width; pixel++) {
      for (let o = 0; o < channels; o++, at++) {
        const other = (b * channels + o) * height * width + pixel;
        if (back) out[at] = dense[other]!;
        else out[other] = dense[at]!;
      }
    }
  }
  return out;
}

export function shapeOf(form: Form, { batch, height, width }: Problem): number[] {
  return form.layout === "NHWC" ? [batch, height, width, ...form.values] : [batch, ...form.values, height, width];
}

export function denseTensor(form: Form, problem: Problem, data: Float32Array = problem.dense): tf.Tensor {
  return tf.tensor(reorder(form, problem, data), shapeOf(form, problem));
}

/** The op as a function of the dense tensor alone. */
export function op(form: Form, problem: Problem): (dense: tf.Tensor | tf.TensorLike) => tf.Tensor {
  const { batchIndex, corners, weights } = problem;
  return (dense) => sparseInterpolate(dense as tf.Tensor, batchIndex, corners, weights, { layout: form.layout });
}

export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  // NaN counts as infinitely far.
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!);
    worst = error <= worst ? worst : Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
  }
  expect(worst).toBeLessThan(tolerance);
}

export function testBackend(backend: BackendName): void {
  beforeAll(() => useBackend(backend), 60_000);

  describe.each(forms)(`${backend}, $name`, (form) => {
    const problem = makeProblem(3, 6);
    const gradientAt = numbers(seededRandom(8), problem.points * problem.channels);
    const outShape = [problem.points, ...form.values];

    it("gives the weighted sums", async () => {
      const out = op(form, problem)(denseTensor(form, problem));
      expect(out.shape).toEqual(outShape);
      expectClose(await out.data(), interpolateByLoops(problem), 1e-6);
    });

    it("adds the gradient into the corners, also into shared ones", async () => {
      const gradient = tf.grad(op(form, problem))(denseTensor(form, problem), tf.tensor(gradientAt, outShape));
      expect(gradient.shape).toEqual(shapeOf(form, problem));
      expectClose(await gradient.data(), reorder(form, problem, spreadByLoops(problem, gradientAt)), 1e-6);
    });

    it("has the gradient of finite differences, for a loss that is not linear", async () => {
      const loss = async (data: Float32Array) => {
        const out = (await op(form, problem)(denseTensor(form, problem, data)).data()) as Float32Array;
        return out.reduce((sum, value) => sum + Math.sin(2 * value), 0);
      };
      const out = await op(form, problem)(denseTensor(form, problem)).data();
      const lossGradient = tf.tensor(
        out.map((value) => 2 * Math.cos(2 * value)),
        outShape,
      );
      const gradient = await tf.grad(op(form, problem))(denseTensor(form, problem), lossGradient).data();
      const byPixel = reorder(form, problem, gradient as Float32Array, true);
      const step = 2 ** -8;
      // Of every pixel one channel, the next one for the next pixel.
      for (let i = 0; i < problem.dense.length; i += problem.channels + 1) {
        const [above, below] = [problem.dense.slice(), problem.dense.slice()];
        above[i]! += step;
        below[i]! -= step;
        const difference = (await loss(above)) - (await loss(below));
        expect(byPixel[i]).toBeCloseTo(difference / (above[i]! - below[i]!), 3);
      }
    });

    it("has a gradient that can be differentiated again", async () => {
      const dense = denseTensor(form, problem);
      const spread = (values: tf.Tensor | tf.TensorLike) => tf.grad(op(form, problem))(dense, values as tf.Tensor);
      // The map is linear: the derivative of its gradient in a direction is its value in that direction.
      const direction = numbers(seededRandom(9), problem.dense.length);
      const twice = tf.grad(spread)(tf.tensor(gradientAt, outShape), denseTensor(form, problem, direction));
      expectClose(await twice.data(), interpolateByLoops(problem, direction), 1e-6);
    });

    it("keeps no tensor", () => {
      const dense = denseTensor(form, problem);
      const gradient = tf.tensor(gradientAt, outShape);
      const before = { ...tf.memory() };
      for (let i = 0; i < 5; i++) {
        op(form, problem)(dense).dispose();
        tf.grad(op(form, problem))(dense, gradient).dispose();
      }
      expect(tf.memory().numTensors).toBe(before.numTensors);
      expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
      expect(tf.memory().numBytes).toBe(before.numBytes);
    });

    it("gives nothing for no points, and no gradient", async () => {
      const none: Problem = {
        ...problem,
        points: 0,
        batchIndex: new Int32Array(),
        corners: new Int32Array(),
        weights: new Float32Array(),
      };
      const out = op(form, none)(denseTensor(form, problem));
      expect(out.shape).toEqual([0, ...form.values]);
      expect(await out.data()).toHaveLength(0);
      const gradient = tf.grad(op(form, none))(denseTensor(form, problem), tf.zeros([0, ...form.values]));
      expect(gradient.shape).toEqual(shapeOf(form, problem));
      expect(new Set(await gradient.data())).toEqual(new Set([0]));
    });
  });
}
