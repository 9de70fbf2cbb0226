import { describe, expect, test } from "vitest";
import type { NumberArray } from "../../../ops/support/array.ts";
import { testTrainingRule } from "./support/rule-suite.ts";
import { runTrainingRule } from "./support/run-rule.ts";

testTrainingRule("maxPool2d");

function image(shape: readonly number[], values: readonly number[]): NumberArray {
  return { shape, data: Float64Array.from(values) };
}

describe("equal values", () => {
  const node = { op: "maxPool2d", name: "node", inputs: [0] } as const;

  test.each([
    { values: [5, 5, 5, 5], expected: [1, 0, 0, 0] },
    { values: [4, 5, 5, 5], expected: [0, 1, 0, 0] },
    { values: [4, 4, 5, 5], expected: [0, 0, 1, 0] },
    { values: [5, 4, 4, 5], expected: [1, 0, 0, 0] },
    { values: [0, 0, 0, 0], expected: [1, 0, 0, 0] },
    { values: [-0, 0, -1, 0], expected: [1, 0, 0, 0] },
    { values: [-3, -2, -2, -9], expected: [0, 1, 0, 0] },
    { values: [1e38, 3e38, 3e38, -3e38], expected: [0, 1, 0, 0] },
  ])("$values: the gradient goes to the first of the greatest", async ({ values, expected }) => {
    const found = await runTrainingRule(node, [image([1, 1, 2, 2], values)], {}, image([1, 1, 1, 1], [1]));
    expect([...found.ofInputs[0]!.data]).toEqual(expected);
  });

  test("of each 2 x 2 pixels by themselves; an odd last row and column get nothing", async () => {
    const values = [1, 1, 2, 2, 9, 1, 1, 2, 3, 9, 7, 7, 7, 7, 7];
    const found = await runTrainingRule(node, [image([1, 1, 3, 5], values)], {}, image([1, 1, 1, 2], [10, 20]));
    expect([...found.ofInputs[0]!.data]).toEqual([10, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0]);
  });
});
