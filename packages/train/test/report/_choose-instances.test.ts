import { expect, test } from "vitest";
import { byDice, chooseInstances } from "../../src/report/_choose-instances.ts";

const instances = (...dice: (number | null)[]) => dice.map((value, id) => ({ id, scores: { dice: value } }));

test("the two worst, that in the middle and the two best, the worst first", () => {
  expect(chooseInstances(instances(0.9, 0.1, null, 0.5, 0.2, 0.8, 0.3, 0.7))).toEqual([
    { id: 1, dice: 0.1, rank: "worst", scores: { dice: 0.1 } },
    { id: 4, dice: 0.2, rank: "worst", scores: { dice: 0.2 } },
    { id: 3, dice: 0.5, rank: "median", scores: { dice: 0.5 } },
    { id: 5, dice: 0.8, rank: "best", scores: { dice: 0.8 } },
    { id: 0, dice: 0.9, rank: "best", scores: { dice: 0.9 } },
  ]);
});

test.each([0, 1, 2, 3, 4])("none of %i instances is there twice", (count) => {
  const chosen = chooseInstances(instances(...[0.4, 0.1, 0.3, 0.2].slice(0, count)));
  expect(new Set(chosen.map(({ id }) => id)).size).toBe(count);
  expect(chosen).toHaveLength(count);
});

test("of the same Dice the lower id is first, and instances without scores are left out", () => {
  expect(byDice([...instances(0.5, 0.5, null), { id: 9, scores: {} }]).map(({ id }) => id)).toEqual([0, 1]);
});
