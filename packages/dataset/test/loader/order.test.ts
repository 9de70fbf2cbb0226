import fc from "fast-check";
import { expect, test } from "vitest";
import { planBatches, shuffled } from "../../src/loader/order.ts";

const options = { batchSize: 3, shuffle: true, seed: 0, epoch: 0, dropLast: false, start: 0 };

test("every instance is in one batch", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(1000)), fc.integer({ min: 1, max: 9 }), fc.nat(5), (ids, batchSize, epoch) => {
      const batches = planBatches(ids, { ...options, batchSize, epoch });
      expect(batches.flat().sort((a, b) => a - b)).toEqual([...ids].sort((a, b) => a - b));
      for (const batch of batches.slice(0, -1)) expect(batch).toHaveLength(batchSize);
      const full = planBatches(ids, { ...options, batchSize, epoch, dropLast: true });
      expect(full).toEqual(batches.filter((batch) => batch.length === batchSize));
    }),
  );
});

test("an epoch that begins later has the same batches from there on", () => {
  const ids = [3, 5, 8, 13, 21, 34, 55];
  const batches = planBatches(ids, options);
  for (let start = 0; start <= 3; start++) {
    expect(planBatches(ids, { ...options, start })).toEqual(batches.slice(start));
  }
  const beyond = "start is 4: expected at most 3, the number of batches of an epoch";
  expect(() => planBatches(ids, { ...options, start: 4 })).toThrow(new RangeError(beyond));
  expect(() => planBatches(ids, { ...options, start: 3, dropLast: true })).toThrow("expected at most 2");
});

test("the order is one that stays: batches of an old run can be made again", () => {
  expect(shuffled([0, 1, 2, 3, 4, 5, 6, 7], 1, "order", 0)).toMatchInlineSnapshot(`
    [
      7,
      1,
      5,
      4,
      3,
      0,
      6,
      2,
    ]
  `);
});

test("every place is as likely for every instance", () => {
  const counts = new Array<number>(16).fill(0);
  for (let seed = 0; seed < 4000; seed++) {
    shuffled([0, 1, 2, 3], seed, "order").forEach((item, place) => {
      counts[4 * item + place]!++;
    });
  }
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(130);
});
