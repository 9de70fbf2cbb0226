import { expect, test } from "vitest";
import { withinTurn } from "../../src/grid/_whole-turns.ts";

test.each([
  [0, 0],
  [-0, 0],
  [359.5, 359.5],
  [360, 0],
  [-360, 0],
  [-30, 330],
  [750, 30],
  [-390, 330],
  // Not 360, which is what they are in single precision.
  [359.9999999, 0],
  [-1e-20, 0],
])("%d degrees are %d", (degrees, expected) => {
  expect(withinTurn(degrees)).toBe(expected);
});
