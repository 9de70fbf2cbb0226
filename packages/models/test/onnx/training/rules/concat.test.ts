import { expect, test } from "vitest";
import { seededArray } from "../../../ops/support/array.ts";
import { testTrainingRule } from "./support/rule-suite.ts";
import { runTrainingRule } from "./support/run-rule.ts";

testTrainingRule("concat");

test("the gradient of one input alone", async () => {
  const inputs = [seededArray(1, [1, 1, 1, 2]), seededArray(2, [1, 2, 1, 2])];
  const node = { op: "concat", name: "node", inputs: [0, 1] } as const;
  const cotangent = { shape: [1, 3, 1, 2], data: Float64Array.of(1, 2, 3, 4, 5, 6) };
  const { ofInputs } = await runTrainingRule(node, inputs, {}, cotangent, [false, true]);
  expect(ofInputs[0]).toBeUndefined();
  expect([...ofInputs[1]!.data]).toEqual([3, 4, 5, 6]);
});
