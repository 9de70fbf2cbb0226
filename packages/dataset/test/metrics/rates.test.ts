import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binaryScores, meanRates } from "../../src/metrics/rates.ts";

describe("binaryScores, by hand", () => {
  test.each([
    ["some of each", [6, 2, 4, 8], { precision: 0.75, recall: 0.6, dice: 12 / 18, iou: 0.5, accuracy: 0.7 }],
    ["nothing there, nothing found", [0, 0, 0, 5], { precision: null, recall: null, dice: 1, iou: 1, accuracy: 1 }],
    ["nothing there, some found", [0, 2, 0, 3], { precision: 0, recall: null, dice: 0, iou: 0, accuracy: 0.6 }],
    ["some there, nothing found", [0, 0, 1, 3], { precision: null, recall: 0, dice: 0, iou: 0, accuracy: 0.75 }],
    ["all right", [4, 0, 0, 0], { precision: 1, recall: 1, dice: 1, iou: 1, accuracy: 1 }],
    ["no data", [0, 0, 0, 0], { precision: null, recall: null, dice: null, iou: null, accuracy: null }],
  ] as const)("%s", (_, [tp, fp, fn, tn], rates) => {
    expect(binaryScores({ tp, fp, fn, tn })).toEqual({ tp, fp, fn, tn, ...rates });
  });
});

test("IoU is dice / (2 - dice); rates are from 0 to 1; Dice is the harmonic mean of precision and recall", () => {
  const count = fc.oneof(fc.constant(0), fc.nat(1_000_000));
  fc.assert(
    fc.property(count, count, count, count, (tp, fp, fn, tn) => {
      const { precision, recall, dice, iou, accuracy } = binaryScores({ tp, fp, fn, tn });
      for (const rate of [precision, recall, dice, iou, accuracy]) {
        expect(rate === null || (rate >= 0 && rate <= 1)).toBe(true);
      }
      if (dice === null) expect(iou).toBeNull();
      else expect(iou).toBeCloseTo(dice / (2 - dice), 12);
      if (precision && recall) expect(dice).toBeCloseTo(2 / (1 / precision + 1 / recall), 12);
    }),
  );
});

test("a mean is over what is not null", () => {
  const rates = [
    { precision: null, recall: null, dice: 1, iou: 1, accuracy: 1 },
    { precision: 0.5, recall: null, dice: 0, iou: 0.5, accuracy: 0 },
  ];
  expect(meanRates(rates)).toEqual({ precision: 0.5, recall: null, dice: 0.5, iou: 0.75, accuracy: 0.5 });
});
