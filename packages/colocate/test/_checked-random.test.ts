import { expect, test } from "vitest";
import { checkedRandom } from "../src/_checked-random.ts";

test("passes numbers on", () => {
  const numbers = [0, 0.5, 1 - 2 ** -53];
  const random = checkedRandom("draw", () => numbers.shift()!);
  expect([random(), random(), random()]).toEqual([0, 0.5, 1 - 2 ** -53]);
});

test.each([
  [1, "1"],
  [-1e-9, "-1e-9"],
  [Number.NaN, "NaN"],
  [7, "7"],
  [undefined, "undefined"],
  ["0.5", 'the text "0.5"'],
])("%j is outside of what a generator gives", (number, found) => {
  const random = checkedRandom("draw", () => number as number);
  expect(random).toThrow(new RangeError(`draw: random gave ${found}: expected a number from 0 to below 1`));
});

test("a number is no generator", () => {
  expect(() => checkedRandom("draw", 0.5 as never)).toThrow(new TypeError("draw: random must be a function, got 0.5"));
});
