import { expect, test } from "vitest";
import { isEvaluated, type Remaining, secondsLeft } from "../../src/trainer/time-left.ts";

const half: Remaining = {
  epoch: 2,
  epochs: 7,
  evaluateEvery: 3,
  batches: 4,
  batchesPerEpoch: 10,
  secondsPerBatch: 2,
  evaluationSeconds: 100,
};

test("batches and evaluations that are left are counted", () => {
  // 46 batches; evaluations after epochs 3, 6 and 7.
  expect(secondsLeft(half)).toBe(92 + 300);
  expect(secondsLeft({ ...half, evaluationSeconds: undefined })).toBe(92);
  expect(secondsLeft({ ...half, epoch: 6, epochs: 6, batches: 0 })).toBe(0);
});

test("as many evaluations as there are", () => {
  for (let epochs = 1; epochs < 9; epochs++) {
    for (let evaluateEvery = 1; evaluateEvery < 5; evaluateEvery++) {
      for (let epoch = 0; epoch < epochs; epoch++) {
        let count = 0;
        for (let e = epoch + 1; e <= epochs; e++) if (isEvaluated(e, { epochs, evaluateEvery })) count++;
        const rest = { epoch, epochs, evaluateEvery, batches: 0, batchesPerEpoch: 0, secondsPerBatch: 0 };
        expect(secondsLeft({ ...rest, evaluationSeconds: 1 })).toBe(count);
      }
    }
  }
});
