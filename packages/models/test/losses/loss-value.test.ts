import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { type LossTerms, lossValue, trainingLoss } from "../../src/losses/loss-value.ts";
import { tasks } from "../../src/tasks.ts";
import { expectClose, logitTensor, lossCases, makeProblem } from "./support/problems.ts";

beforeAll(() => useBackend("cpu"), 60_000);

const terms = (numerator: number, denominator: number): LossTerms => ({
  numerator: tf.scalar(numerator),
  denominator: tf.scalar(denominator),
});

/** Numerator, denominator and the gradient of each, of one micro-batch. */
function partsOf(loss: (logits: tf.Tensor) => LossTerms, logits: tf.Tensor) {
  // tfjs refuses to differentiate what does not depend on x, such as most denominators.
  const of = (part: keyof LossTerms) =>
    tf.valueAndGrad((x: tf.Tensor | tf.TensorLike) => tf.add(loss(x as tf.Tensor)[part], tf.mul(tf.sum(x), 0)))(logits);
  const [numerator, denominator] = [of("numerator"), of("denominator")];
  return {
    n: numerator.value.dataSync()[0]!,
    d: denominator.value.dataSync()[0]!,
    dN: numerator.grad.dataSync(),
    dD: denominator.grad.dataSync(),
  };
}

describe("micro-batches", () => {
  describe.each(tasks)("%s", (task) => {
    it.each(lossCases)("$name: terms and gradients of parts add up to those of the whole", (each) => {
      const problem = makeProblem(task);
      const { points, bins, cloudScenario } = problem;
      const logits = logitTensor(problem);
      const value = (x: tf.Tensor | tf.TensorLike) => lossValue(each.terms(x as tf.Tensor, cloudScenario, task));
      const whole = tf.valueAndGrad(value)(logits);

      // The last part has not one valid bin.
      const sizes = [4, 2, 1];
      const parts = sizes.map((size, i) => {
        const first = sizes.slice(0, i).reduce((sum, other) => sum + other, 0);
        const types = cloudScenario.subarray(first * bins, (first + size) * bins);
        return partsOf((x) => each.terms(x, types, task), tf.slice(logits, first, size));
      });
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(points);
      const [n, d] = [parts.reduce((sum, part) => sum + part.n, 0), parts.reduce((sum, part) => sum + part.d, 0)];
      expectClose([n / d], whole.value.dataSync(), 1e-6);
      const gradient = parts.flatMap(({ dN, dD }) => Array.from(dN, (own, i) => (own - (n / d) * dD[i]!) / d));
      expectClose(gradient, whole.grad.dataSync(), 1e-5);
    });
  });
});

describe("lossValue", () => {
  it.each([
    [6, 4, 1.5],
    [0, 0, 0],
    [0, 3, 0],
    [1e-9, 1e-9, 1],
  ])("of %d and %d is %d", (numerator, denominator, expected) => {
    expectClose(lossValue(terms(numerator, denominator)).dataSync(), [expected], 1e-6);
  });

  it("has the gradient of a quotient, of denominators whose square single precision does not hold too", () => {
    for (const scale of [1, 1e-25]) {
      const [byN, byD] = tf.grads((n: tf.Tensor | tf.TensorLike, d: tf.Tensor | tf.TensorLike) =>
        lossValue({ numerator: n as tf.Scalar, denominator: d as tf.Scalar }),
      )([tf.scalar(3 * scale), tf.scalar(4 * scale)]) as [tf.Scalar, tf.Scalar];
      expectClose([byN.dataSync()[0]! * scale, byD.dataSync()[0]! * scale], [1 / 4, -3 / 16], 1e-6);
    }
  });

  it("has no gradient where the denominator is below the floor, however the loss is scaled", () => {
    for (const [denominator, byN, byD] of [
      [0, 0, 0],
      [9e-31, 0, 0],
      [Number.NaN, Number.NaN, Number.NaN],
    ] as const) {
      const gradients = tf.grads((n: tf.Tensor | tf.TensorLike, d: tf.Tensor | tf.TensorLike) =>
        tf.mul(lossValue({ numerator: n as tf.Scalar, denominator: d as tf.Scalar }), 1e10),
      )([tf.scalar(0), tf.scalar(denominator)]);
      expect(gradients.map((each) => each.dataSync()[0]! + 0)).toEqual([byN, byD]);
    }
  });

  it("is finite, with its gradient, of denominators too small to be squared", () => {
    const ratio = (x: tf.Tensor | tf.TensorLike) =>
      lossValue({ numerator: x as tf.Scalar, denominator: tf.mul(x as tf.Scalar, 1) });
    const { value, grad } = tf.valueAndGrad(ratio)(tf.scalar(1e-25));
    expect([value, grad].every((each) => Number.isFinite(each.dataSync()[0]))).toBe(true);
  });
});

describe("trainingLoss", () => {
  const value = (...args: Parameters<typeof trainingLoss>) => trainingLoss(...args).dataSync()[0]!;

  it("is the loss at labels unless smoothness has a weight", () => {
    expect(value(terms(6, 4))).toBe(1.5);
    expect(value(terms(6, 4), { smoothness: terms(8, 2) })).toBe(1.5);
    expect(value(terms(6, 4), { smoothness: terms(8, 2), smoothnessWeight: 0.25 })).toBe(2.5);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("refuses the weight %d", (smoothnessWeight) => {
    expect(() => value(terms(6, 4), { smoothness: terms(8, 2), smoothnessWeight })).toThrow(RangeError);
  });

  it("refuses a weight that single precision does not hold, and an option that there is not", () => {
    expect(() => value(terms(6, 4), { smoothness: terms(8, 2), smoothnessWeight: 1e39 })).toThrow(RangeError);
    const misspelt = { smoothness: terms(8, 2), smoothnesWeight: 0.1 };
    expect(() => value(terms(6, 4), misspelt)).toThrow("trainingLoss has no option smoothnesWeight");
  });

  it("refuses a weight without a penalty", () => {
    expect(() => value(terms(6, 4), { smoothnessWeight: 0.1 })).toThrow("smoothness is undefined");
  });
});
