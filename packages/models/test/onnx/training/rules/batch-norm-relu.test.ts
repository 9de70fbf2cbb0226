import { expect, test } from "vitest";
import { testTrainingRule } from "./support/rule-suite.ts";
import { runTrainingRule } from "./support/run-rule.ts";

testTrainingRule("batchNormRelu");

const node = { op: "batchNormRelu", name: "node", inputs: [0] } as const;
const parameters = {
  gamma: { shape: [1], data: Float64Array.of(2) },
  beta: { shape: [1], data: Float64Array.of(0.5) },
};

/** Two images of two pixels. */
function run(...values: readonly number[]): ReturnType<typeof runTrainingRule> {
  const shape = [2, 1, 1, 2];
  const cotangent = { shape, data: Float64Array.of(1, 1, 1, 1) };
  return runTrainingRule(node, [{ shape, data: Float64Array.from(values) }], parameters, cotangent);
}

test("gives away the mean and the variance with Bessel's correction", async () => {
  const { moments } = await run(1, 2, 3, 6);
  expect(moments.map(({ data }) => [...data])).toEqual([[3], [expect.closeTo(14 / 3, 5)]]);
});

test("a mean that is large beside the deviation costs no digits of the variance", async () => {
  const { moments } = await run(4096, 4097, 4098, 4097);
  expect([...moments[1]!.data]).toEqual([expect.closeTo(2 / 3, 6)]);
});

test("values whose variance is not finite ruin all values, instead of making them 0", async () => {
  const { value } = await run(1e38, -1e38, 0, 1);
  expect([...value.data]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
});
