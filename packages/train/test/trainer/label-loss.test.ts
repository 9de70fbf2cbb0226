import { seededRandom } from "@atcs/colocate";
import { type LossKind, lossTerms, lossValue, type Task } from "@atcs/models";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { type LabelLoss, labelLoss, lossOf } from "../../src/trainer/label-loss.ts";

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
  expect(lossOf(found)).toBeCloseTo(lossValue(expected).dataSync()[0]!, 5);
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

test("logits far out are safe, and nothing known is a loss of 0", () => {
  const loss: LabelLoss = { task: "bin_seg_3d", kind: "cross_entropy", classWeights: [1, 1] };
  expect(lossOf(labelLoss(Float32Array.of(1e4, -1e4), Uint8Array.of(0, 3), 2, loss))).toBe(1e4);
  expect(lossOf(labelLoss(Float32Array.of(1, 2), Uint8Array.of(255, 255), 2, loss))).toBe(0);
});
