import { expect, test } from "vitest";
import { scoreDifferences } from "../../src/leaderboard/scores.ts";

const computed = { tp: 1_000_000_000, dice: 2 / 3, offset: null };
const differences = (stated: Record<string, number | null>): string[] =>
  scoreDifferences(new Map(Object.entries({ ...computed, ...stated })), computed);

test("scores are the same to the last digits but one", () => {
  expect(differences({})).toEqual([]);
  expect(differences({ dice: 2 / 3 + 1e-15 })).toEqual([]);
  expect(differences({ dice: 0.6667 })).toEqual([`scores.dice is 0.6667: the predictions have ${2 / 3}`]);
  expect(differences({ tp: 1_000_000_001 })).toHaveLength(1);
});

test("null is no number", () => {
  expect(differences({ offset: 0 })).toEqual(["scores.offset is 0: the predictions have null"]);
  expect(differences({ dice: null })).toHaveLength(1);
});

test("scores that are missing or surplus are told", () => {
  expect(scoreDifferences(new Map([["__proto__", 1]]), computed)).toEqual([
    ...["scores.tp is missing: expected 1000000000", `scores.dice is missing: expected ${2 / 3}`],
    ...["scores.offset is missing: expected null", 'there is no score "__proto__"'],
  ]);
});
