import { describe, expect, test } from "vitest";
import { load } from "./_load.ts";

interface Counts {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
}
interface Evaluation {
  readonly instances: readonly { readonly id: number; readonly scores: Counts }[];
}
interface Comparison {
  readonly orbits: number;
  readonly scores: readonly {
    readonly name: string;
    readonly dice: number;
    readonly interval: [number, number] | null;
  }[];
  readonly differences: readonly { readonly value: number; readonly order: string }[];
}
interface Verdict {
  compare(evaluations: Record<string, Evaluation>, orbitOf: (id: number) => string): Comparison;
  verdictOf(comparison: Comparison): { sentence: string; isAsExpected: boolean; expectation: string };
}

const { compare, verdictOf } = await load<Verdict>("report/verdict.mjs");

/** Two instances of each half orbit; `found` of 100 cloudy bins of each are found, and nothing else. */
function evaluation(found: readonly number[]): Evaluation {
  const scores = found.flatMap((tp) => [1, 2].map(() => ({ tp, fp: 0, fn: 100 - tp })));
  return { instances: scores.map((counts, id) => ({ id, scores: counts })) };
}
const orbitOf = (id: number): string => `orbit ${id >> 1}`;
const verdict = (conv: readonly number[], pixel: readonly number[], climatology: readonly number[]) => {
  const evaluations = {
    simple_conv: evaluation(conv),
    single_pixel: evaluation(pixel),
    climatology: evaluation(climatology),
  };
  return verdictOf(compare(evaluations, orbitOf));
};

describe("compare", () => {
  test("takes Dice from summed counts, and knows that orbits which are all alike leave no doubt", () => {
    const { orbits, scores } = compare({ only: evaluation([50, 50, 50, 50, 50, 50]) }, orbitOf);
    expect(orbits).toBe(6);
    expect(scores).toEqual([{ name: "only", dice: 2 / 3, interval: [2 / 3, 2 / 3] }]);
  });

  test("draws the same half orbits for all: a small difference that is everywhere is sure", () => {
    const found = [10, 30, 50, 70, 90, 20];
    const other = found.map((count) => count - 2);
    const { scores, differences } = compare({ a: evaluation(found), b: evaluation(other) }, orbitOf);
    const [low, high] = scores[0]!.interval!;
    expect(high - low).toBeGreaterThan(0.1);
    expect(differences[0]!.order).toBe("above");
  });

  test("has no interval for a handful of half orbits", () => {
    expect(compare({ a: evaluation([10, 20]) }, orbitOf).scores[0]!.interval).toBeNull();
  });
});

describe("verdictOf", () => {
  const low = [20, 21, 22, 20, 21, 22];
  const middle = low.map((count) => count + 30);
  const high = low.map((count) => count + 40);

  test("says what is expected when it is so", () => {
    const { sentence, isAsExpected } = verdict(high, middle, low);
    expect(isAsExpected).toBe(true);
    expect(sentence).toMatch(
      /^The 3-D Dice on 6 held-out half orbits is 0\.\d{3} for simple_conv, 0\.\d{3} for single_pixel and /,
    );
    expect(sentence).toContain("simple_conv beats single_pixel and both beat the height climatology.");
  });

  test("says so when the other network wins", () => {
    const { sentence, isAsExpected, expectation } = verdict(middle, high, low);
    expect(isAsExpected).toBe(false);
    expect(sentence).toContain("single_pixel beats simple_conv and both beat");
    expect(expectation).toContain("simple_conv beats single_pixel");
  });

  test("finds no difference where half orbits disagree", () => {
    const mixed = [20, 80, 30, 70, 40, 60];
    const { sentence, isAsExpected } = verdict(mixed, [...mixed].reverse(), low);
    expect(isAsExpected).toBe(false);
    expect(sentence).toContain("do not differ beyond chance");
  });

  test("never claims that a network which is below the climatology beats it", () => {
    const { sentence, isAsExpected } = verdict(low, low, high);
    expect(isAsExpected).toBe(false);
    expect(sentence).toContain(
      "the height climatology beats simple_conv and the height climatology beats single_pixel",
    );
  });

  test("is unsure of a few half orbits, whatever their order", () => {
    const { sentence, isAsExpected } = verdict([60, 60], [50, 50], [20, 20]);
    expect(isAsExpected).toBe(false);
    expect(sentence).toContain("simple_conv is ahead of single_pixel");
    expect(sentence).toContain("So few half orbits say nothing of how sure that is.");
  });
});
