import { describe, expect, test } from "vitest";
import type { ValueRange } from "../../../src/granules/check/_parasol-documents.ts";
import { rangeFinding, ValueSummary } from "../../../src/granules/check/_value-summary.ts";

function summarize(values: readonly number[], fills = 0) {
  const summary = new ValueSummary();
  for (const value of values) summary.add(value);
  for (let i = 0; i < fills; i++) summary.fill();
  return summary.result();
}

test("elements are fill, missing, or values", () => {
  expect(summarize([3, 1, Number.NaN, 3, Number.POSITIVE_INFINITY], 2)).toEqual({
    elements: 7,
    fill: 2,
    missing: 2,
    values: 3,
    min: 1,
    max: 3,
    distinct: [
      [1, 1],
      [3, 2],
    ],
  });
  expect(summarize([])).toMatchObject({ elements: 0, min: null, max: null, distinct: [] });
});

test("many different values are not counted one by one", () => {
  expect(summarize(Array.from({ length: 100 }, (_, i) => i))).toMatchObject({ distinct: undefined, min: 0, max: 99 });
});

describe("where values can be", () => {
  const range: ValueRange = { text: "0 to 70", certainty: "certain", min: 0, max: 70, least: -1, most: 90 };

  test.each([
    [[0, 70], "documented", "0 to 70"],
    [[10, 80], "tolerated", "10 to 80"],
    [[-5, 10], "matters", "-5 to 10"],
  ])("%j", (values, status, found) => {
    expect(rangeFinding(summarize(values), range)).toMatchObject({ status, found, documented: "0 to 70" });
  });

  test("only some", () => {
    const choices = { ...range, choices: [0, 50] };
    expect(rangeFinding(summarize([0, 50]), choices)).toMatchObject({ status: "documented", found: "0, 50" });
    expect(rangeFinding(summarize([0, 49]), choices)).toMatchObject({ status: "tolerated", found: "0, 49" });
  });

  test("nothing to say", () => {
    expect(rangeFinding(summarize([]), range)).toBeUndefined();
    expect(rangeFinding(summarize([7]), undefined)).toBeUndefined();
  });
});
