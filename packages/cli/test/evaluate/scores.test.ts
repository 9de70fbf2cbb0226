import type { Summary } from "@atcs/dataset/metrics";
import { expect, test } from "vitest";
import { plainScores, scoreParts, scoresText } from "../../src/evaluate/scores.ts";

const summary = {
  ...{ tp: 1, fp: 2, fn: 3, tn: 4, precision: 1 / 3, recall: 0.25, dice: 2 / 7, iou: 1 / 6, accuracy: 0.5 },
  ...{ points: 5, unlabelled: 0, cloud_mask_accuracy: null, cloudTypes: [], heightBins: [{ bin: 0 }] },
  ...{ cloud_top_height_bin_accuracy: 0.8, cloud_top_height_bin_offset: 1, cloud_top_height_bin_offset_m: null },
} as unknown as Summary;

test("the headline scores of a task, with four digits", () => {
  expect(scoreParts(summary)).toEqual([
    ...["Dice 0.2857", "IoU 0.1667", "precision 0.3333", "recall 0.2500", "accuracy 0.5000"],
    ...["cloud mask accuracy unknown", "cloud top height accuracy 0.8000", "cloud top height off by 1 bin"],
  ]);
  const metres = { ...summary, cloud_top_height_bin_offset: 2.3456, cloud_top_height_bin_offset_m: 562.9 } as Summary;
  expect(scoresText(metres)).toMatch(/, cloud top height off by 2\.35 bins, 563 m$/);
});

test("plain scores have neither classes nor height bins", () => {
  const plain = plainScores(summary) as Record<string, unknown>;
  expect(plain).toMatchObject({ dice: 2 / 7, cloud_mask_accuracy: null, tp: 1 });
  expect(Object.values(plain).filter((value) => typeof value === "object" && value !== null)).toEqual([]);
});
