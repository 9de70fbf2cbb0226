import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { crossEntropy } from "../../src/losses/cross-entropy.ts";
import { focal } from "../../src/losses/focal.ts";
import { type LossOptions, lossKinds } from "../../src/losses/loss-settings.ts";
import { lossTerms } from "../../src/losses/loss-terms.ts";
import type { LossTerms } from "../../src/losses/loss-value.ts";
import { softJaccard } from "../../src/losses/soft-jaccard.ts";
import { logitTensor, makeProblem, weightsOf } from "./support/problems.ts";

const task = "seg_3d";
const classWeights = weightsOf[task];
const read = ({ numerator, denominator }: LossTerms) => [numerator.dataSync()[0], denominator.dataSync()[0]];

beforeAll(() => useBackend("cpu"), 60_000);

describe("lossTerms", () => {
  const problem = makeProblem(task);
  const { cloudScenario } = problem;

  it.each<[LossOptions, (logits: tf.Tensor) => LossTerms]>([
    [{ task }, (logits) => crossEntropy(logits, cloudScenario, { task })],
    [{ kind: "cross_entropy", task, classWeights }, (z) => crossEntropy(z, cloudScenario, { task, classWeights })],
    [{ kind: "focal", task }, (logits) => focal(logits, cloudScenario, { task })],
    [
      { kind: "focal", task, classWeights, alpha: classWeights, gamma: 1 },
      (logits) => focal(logits, cloudScenario, { task, classWeights, alpha: classWeights, gamma: 1 }),
    ],
    [{ kind: "soft_jaccard", task, classWeights }, (z) => softJaccard(z, cloudScenario, { task, classWeights })],
  ])("makes the loss of %j", (options, expected) => {
    const logits = logitTensor(problem);
    expect(read(lossTerms(options)(logits, cloudScenario))).toEqual(read(expected(logits)));
  });

  it("knows of which losses the denominator is a matter of the labels alone", () => {
    for (const kind of lossKinds) {
      const loss = lossTerms({ kind, task });
      const [one, other] = [0, 1].map((logit) =>
        loss(tf.fill(problem.shape, logit * 3).mul(logitTensor(problem)), cloudScenario),
      );
      expect(one!.denominator.dataSync()[0] === other!.denominator.dataSync()[0]).toBe(loss.hasFixedDenominator);
    }
  });

  it.each<[object, ErrorConstructor, string]>([
    [{ kind: "dice" }, TypeError, 'kind is the text "dice": expected "cross_entropy" or "focal" or "soft_jaccard"'],
    [{ task: "seg" }, TypeError, 'task is the text "seg"'],
    [{ smoothing: 1 }, TypeError, "lossTerms has no option smoothing"],
    [{ gamma: 2 }, TypeError, "gamma is an option of focal, not of cross_entropy"],
    [{ kind: "soft_jaccard", alpha: classWeights }, TypeError, "alpha is an option of focal, not of soft_jaccard"],
    [{ kind: "focal", gamma: -1 }, RangeError, "gamma is -1"],
    [{ kind: "focal", gamma: Number.NaN }, RangeError, "gamma is NaN"],
    [{ kind: "focal", alpha: [0.5, 0.5] }, RangeError, "alpha has 2 numbers: expected 9, one for each class of seg_3d"],
    [{ classWeights: [1, 1] }, RangeError, "classWeights has 2 numbers: expected 9"],
    [{ classWeights: classWeights.map(() => 0) }, RangeError, "classWeights are all 0"],
    [{ classWeights: [...classWeights.slice(1), -1] }, RangeError, "classWeights[8] is -1"],
    [{ classWeights: [Number.NaN, ...classWeights.slice(1)] }, RangeError, "classWeights[0] is NaN"],
    [{ classWeights: [Number.POSITIVE_INFINITY, ...classWeights.slice(1)] }, RangeError, "classWeights[0] is Infinity"],
    [{ classWeights: 3 }, TypeError, "classWeights is 3"],
  ])("refuses %j before any batch", (options, type, message) => {
    const make = () => lossTerms({ task, ...options } as LossOptions);
    expect(make).toThrow(type);
    expect(make).toThrow(message);
  });

  it.each<["seg_3d" | "bin_seg_3d" | "bin_seg_2d", number[], string]>([
    ["seg_3d", [4, 8, 5], "logits have shape [4, 8, 5]: expected [P, 9, K] of seg_3d"],
    ["seg_3d", [4, 5], "logits have shape [4, 5]: expected [P, 9, K] of seg_3d"],
    ["bin_seg_3d", [4, 9, 5], "logits have shape [4, 9, 5]: expected [P, K] of bin_seg_3d"],
    ["bin_seg_3d", [4, 0], "logits have shape [4, 0]: expected [P, K] of bin_seg_3d"],
    ["bin_seg_2d", [4, 2], "logits have shape [4, 2]: expected [P, 1] of bin_seg_2d"],
  ])("gives losses that refuse, for %s, logits %j", (own, shape, message) => {
    for (const kind of lossKinds) {
      const loss = lossTerms({ kind, task: own });
      expect(() => loss(tf.zeros(shape), new Uint8Array(20))).toThrow(RangeError);
      expect(() => loss(tf.zeros(shape), new Uint8Array(20))).toThrow(message);
    }
  });

  it("gives losses that refuse what are no logits", () => {
    const loss = lossTerms({ task });
    const disposed = tf.zeros([1, 9, 1]);
    disposed.dispose();
    expect(() => loss([1, 2] as never, new Uint8Array(1))).toThrow("logits is an array: expected a tensor");
    expect(() => loss(disposed, new Uint8Array(1))).toThrow("logits is disposed");
    expect(() => loss(tf.zeros([1, 9, 1], "int32"), new Uint8Array(1))).toThrow("logits is int32: expected float32");
  });

  it("leaves no tensors behind when a batch is refused", () => {
    const logits = logitTensor(problem);
    const before = tf.memory().numTensors;
    expect(() => lossTerms({ task })(logits, cloudScenario.subarray(1))).toThrow(RangeError);
    expect(tf.memory().numTensors).toBe(before);
  });
});
