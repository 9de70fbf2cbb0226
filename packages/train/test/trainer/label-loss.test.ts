import { seededRandom } from "@atcs/colocate";
import { type LossKind, lossTerms, lossValue, type Task } from "@atcs/models";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { labelLossOf } from "../../src/engines/compute/loss-sums.ts";
import { type LabelLoss, labelLoss } from "../../src/trainer/label-loss.ts";

const bins = 6;
const points = 5;
const random = seededRandom(1, "label loss");
const cloudScenario = Uint8Array.from({ length: points * bins }, () =>
  random() < 0.15 ? 255 : random() < 0.5 ? 0 : Math.floor(9 * random()),
);
const shapes: Readonly<Record<Task, number[]>> = {
  seg_3d: [points, 9, bins],
  bin_seg_3d: [points, bins],
  bin_seg_2d: [points, 1],
};

beforeAll(() => useBackend("cpu"));

test.each<[Task, LossKind]>(
  (["seg_3d", "bin_seg_3d", "bin_seg_2d"] as const).flatMap((task) =>
    (["cross_entropy", "focal", "soft_jaccard"] as const).map((kind): [Task, LossKind] => [task, kind]),
  ),
)("%s, %s is as @atcs/models has it", (task, kind) => {
  const classes = task === "seg_3d" ? 9 : 2;
  const perClass = (): number[] => Array.from({ length: classes }, () => 0.1 + random());
  const focal = kind === "focal" ? { alpha: perClass(), gamma: 1.7 } : {};
  const loss: LabelLoss = { task, kind, classWeights: perClass(), ...focal };
  const logits = tf.mul(tf.randomNormal(shapes[task], 0, 4, "float32", 3), 1);
  const expected = lossTerms({ ...loss })(logits, cloudScenario);
  const found = labelLoss(logits.dataSync<"float32">(), cloudScenario, bins, loss);
  expect(labelLossOf(found)).toBeCloseTo(lossValue(expected).dataSync()[0]!, 5);
  // Both add up over batches, so they must not be scaled by what is in a batch: the points one by one give the same.
  const perPoint = logits.size / points;
  const sums = { numerator: 0, denominator: 0 };
  for (let p = 0; p < points; p++) {
    const own = logits.dataSync<"float32">().slice(p * perPoint, (p + 1) * perPoint);
    const { numerator, denominator } = labelLoss(own, cloudScenario.slice(p * bins, (p + 1) * bins), bins, loss);
    sums.numerator += numerator;
    sums.denominator += denominator;
  }
  expect(sums.numerator).toBeCloseTo(found.numerator, 9);
  expect(sums.denominator).toBeCloseTo(found.denominator, 9);
});

test.each(["cross_entropy", "focal", "soft_jaccard"] as const)(
  "%s of class weights far below 1 is as in training",
  (kind) => {
    const [logits, types] = [Float32Array.of(0, 2, -3), Uint8Array.of(0, 4, 255)];
    for (const classWeights of [
      [1e-31, 1e-31],
      [5e-324, 5e-324],
      [3e300, 1e300],
    ]) {
      const loss: LabelLoss = {
        task: "bin_seg_3d",
        kind,
        classWeights,
        ...(kind === "focal" ? { alpha: [1, 1], gamma: 2 } : {}),
      };
      const found = labelLoss(logits, types, 3, loss);
      const expected = lossTerms({ ...loss })(tf.tensor2d(logits, [1, 3]), types);
      expect(found.denominator).toBeCloseTo(expected.denominator.dataSync()[0]!, 5);
      expect(labelLossOf(found)).toBeCloseTo(lossValue(expected).dataSync()[0]!, 5);
      expect(labelLossOf(found)).toBeGreaterThan(0.01);
    }
  },
);

test("logits far out are safe, and nothing known is a loss of 0", () => {
  const loss: LabelLoss = { task: "bin_seg_3d", kind: "cross_entropy", classWeights: [1, 1] };
  expect(labelLossOf(labelLoss(Float32Array.of(1e4, -1e4), Uint8Array.of(0, 3), 2, loss))).toBe(1e4);
  expect(labelLossOf(labelLoss(Float32Array.of(1, 2), Uint8Array.of(255, 255), 2, loss))).toBe(0);
});
