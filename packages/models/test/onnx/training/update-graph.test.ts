import type { Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { encodeUpdate, type GradientSum, trainingNames } from "../../../src/onnx/index.ts";
import { floats, openSession, randomValues } from "../_support.ts";
import { adam, adamByLoops, type Slots, stepFactors } from "./_adam.ts";
import { relativeError } from "./_training.ts";

const count = 37;
const factors: Record<GradientSum, number> = { numerator: 0.25, denominator: -0.125, smoothness: 3 };

function feedsOf(
  slots: Slots,
  sums: readonly GradientSum[],
  gradients: readonly Float32Array[],
): Record<string, Tensor> {
  const { parameters, first, second } = slots;
  const feeds: Record<string, Tensor> = {
    parameters: floats(parameters, [count]),
    first_moments: floats(first, [count]),
    second_moments: floats(second, [count]),
  };
  for (const [i, sum] of sums.entries()) {
    feeds[sum] = floats(gradients[i]!, [count]);
    feeds[trainingNames.factor(sum)] = floats([factors[sum]], []);
  }
  return feeds;
}

function makeSlots(): Slots {
  const first = new Float64Array(count);
  return { parameters: Float64Array.from(randomValues(count, "p")), first, second: new Float64Array(count) };
}

function stepFeeds(step: number, learningRate: number): Record<string, Tensor> {
  const { rate, correction } = stepFactors(step, learningRate);
  return { rate: floats([rate], []), correction: floats([correction], []) };
}

describe.each([
  [["numerator"]],
  [["numerator", "denominator"]],
  [["numerator", "smoothness"]],
  [["numerator", "denominator", "smoothness"]],
] satisfies [GradientSum[]][])("%s", (sums: readonly GradientSum[]) => {
  test("five updates as by plain loops", async () => {
    const session = await openSession(encodeUpdate({ sums, adam, parameters: count }));
    const expected = makeSlots();
    let feeds = feedsOf(
      expected,
      sums,
      sums.map(() => new Float32Array(count)),
    );
    for (let step = 1; step <= 5; step++) {
      const gradients = sums.map((sum) => randomValues(count, sum, step));
      // One that is always 0.
      for (const gradient of gradients) gradient[3] = 0;
      const all = new Float64Array(count).map((_, i) =>
        sums.reduce((total, sum, k) => total + factors[sum] * gradients[k]![i]!, 0),
      );
      adamByLoops(expected, all, step, 0.01);
      sums.forEach((sum, i) => {
        feeds[sum] = floats(gradients[i]!, [count]);
      });
      const found = (await session.run({ ...feeds, ...stepFeeds(step, 0.01) })) as Record<string, Tensor>;
      const { parameters, first, second } = expected;
      for (const [name, values] of Object.entries({ parameters, first_moments: first, second_moments: second })) {
        const next = found[trainingNames.next(name)]!;
        expect(relativeError(next.data as Float32Array, values), `${name} of step ${step}`).toBeLessThan(2e-6);
        feeds = { ...feeds, [name]: next };
      }
      const magnitude = (found.magnitude!.data as Float32Array)[0]!;
      expect(magnitude).toBeCloseTo(
        second.reduce((a, b) => a + b),
        5,
      );
      expect(found.magnitude!.dims).toEqual([]);
    }
    await session.release();
  });
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e20, -3e38])(
  "a gradient of %d, whose square is not finite, shows in the magnitude",
  async (value) => {
    const session = await openSession(encodeUpdate({ sums: ["numerator"], adam, parameters: count }));
    const gradient = randomValues(count);
    const feeds = { ...feedsOf(makeSlots(), ["numerator"], [gradient.with(5, value)]), ...stepFeeds(1, 0.1) };
    feeds.numerator_factor = floats([1], []);
    const { magnitude } = (await session.run(feeds)) as Record<string, Tensor>;
    expect(Number.isFinite((magnitude!.data as Float32Array)[0])).toBe(false);
    await session.release();
  },
);

test("inputs and outputs are those that are documented", async () => {
  const session = await openSession(encodeUpdate({ sums: ["numerator", "denominator"], adam, parameters: 5 }));
  const shapes = (all: typeof session.inputMetadata) =>
    all.map((each) => (each.isTensor ? [each.name, each.shape] : []));
  expect(shapes(session.inputMetadata)).toEqual([
    ["parameters", [5]],
    ["first_moments", [5]],
    ["second_moments", [5]],
    ["numerator", [5]],
    ["denominator", [5]],
    ["numerator_factor", []],
    ["denominator_factor", []],
    ["rate", []],
    ["correction", []],
  ]);
  expect(shapes(session.outputMetadata)).toEqual([
    ["next/parameters", [5]],
    ["next/first_moments", [5]],
    ["next/second_moments", [5]],
    ["magnitude", []],
  ]);
  await session.release();
});

test.each([
  [{ sums: [] }, "sums are []: expected at least one, each once"],
  [{ sums: ["numerator", "numerator"] }, "sums are [numerator, numerator]: expected at least one, each once"],
  [{ sums: ["loss"] }, "sums are an array: expected an array of numerator, denominator, smoothness"],
  [{ parameters: 0 }, "parameters is 0: expected an integer from 1 to 2147483647"],
  [{ adam: { ...adam, beta1: 1 } }, "beta1 is 1: expected 0 to below 1"],
  [{ adam: { ...adam, epsilon: 0 } }, "epsilon is 0: expected a number from 2^-126 to below 1e38"],
  [{ adam: { ...adam, beta1: null } }, "beta1 is null: expected 0 to below 1"],
  [{ adam: { ...adam, epsilon: "1e-7" } }, "expected a number from 2^-126 to below 1e38"],
  [{ adam: { ...adam, gamma: 1 } }, "adam has no option gamma: expected beta1, beta2, epsilon"],
  [{ rate: 1 }, "encodeUpdate has no option rate: expected sums, adam, parameters"],
])("%o is refused", (wrong, message) => {
  const good = { sums: ["numerator"], adam, parameters: 3 };
  expect(() => encodeUpdate({ ...good, ...wrong } as never)).toThrow(message);
});
