import { expect, test } from "vitest";
import { defaultMaxTimeOffsetSec, readMaxTimeOffset, type TimeOffsetOptions } from "../../src/matching/time-offset.ts";

test.each([0, 0.5, 600, Number.POSITIVE_INFINITY])("%d s", (maxTimeOffsetSec) => {
  expect(readMaxTimeOffset("f", { maxTimeOffsetSec })).toBe(maxTimeOffsetSec);
});

test("ten minutes unless told otherwise", () => {
  expect(defaultMaxTimeOffsetSec).toBe(600);
  expect(readMaxTimeOffset("f", {})).toBe(600);
});

test.each([-1, Number.NaN, null, "600"])("%j is no offset", (maxTimeOffsetSec) => {
  const read = (): number => readMaxTimeOffset("f", { maxTimeOffsetSec } as TimeOffsetOptions);
  expect(read).toThrow(RangeError);
  expect(read).toThrow(/^f: maxTimeOffsetSec must be a number of seconds from 0, got /);
});

test.each([600, null, "600"])("%j in place of the options would go unseen", (options) => {
  expect(() => readMaxTimeOffset("f", options as unknown as TimeOffsetOptions)).toThrow(TypeError);
});
