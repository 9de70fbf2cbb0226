import { decisions, probabilities } from "@atcs/models";
import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { decodeLogits } from "../../src/predict/decode-logits.ts";

test("classes are those of @atcs/models", async () => {
  await useBackend("cpu");
  const logits = tf.randomNormal([7, 9, 4], 0, 3, "float32", 5);
  const values = await logits.data<"float32">();
  expect(decodeLogits(values, "seg_3d", 4)).toEqual(await decisions(logits, "seg_3d"));
});

test("of equal logits the first counts", () => {
  const logits = new Float32Array(9).fill(-1);
  expect(Array.from(decodeLogits(logits, "seg_3d", 1))).toEqual([0]);
  logits[3] = 2;
  logits[7] = 2;
  expect(Array.from(decodeLogits(logits, "seg_3d", 1))).toEqual([3]);
});

test("probabilities are those of @atcs/models, also far out", async () => {
  await useBackend("cpu");
  const logits = Float32Array.of(-1e4, -100, -3, 0, 0.5, 17, 1e4);
  const found = decodeLogits(logits, "bin_seg_3d", 7);
  const expected = await probabilities(tf.tensor2d(logits, [1, 7]), "bin_seg_3d").data();
  for (const [i, value] of found.entries()) expect(value).toBeCloseTo(expected[i]!, 6);
  expect([found[0], found[3], found[6]]).toEqual([0, 0.5, 1]);
});

test("without points there is nothing", () => {
  expect(decodeLogits(new Float32Array(0), "seg_3d", 5)).toEqual(new Uint8Array(0));
  expect(decodeLogits(new Float32Array(0), "bin_seg_2d", 5)).toEqual(new Float32Array(0));
});

test("what is no whole point is refused", () => {
  expect(() => decodeLogits(new Float32Array(10), "seg_3d", 1)).toThrow(
    /10 logits: expected whole label points of 9 x 1/,
  );
});
