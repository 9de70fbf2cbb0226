import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { initialSchedule, reduceOnPlateau } from "../../src/schedule/reduce-on-plateau.ts";

interface Row {
  readonly name: string;
  readonly learningRate: number;
  readonly patience: number;
  readonly factor: number;
  readonly dice: readonly number[];
  readonly learningRates: readonly number[];
}

// Made by table.py beside it.
const table = JSON.parse(readFileSync(new URL("./plateau/table.json", import.meta.url), "utf8")) as Row[];
const options = { patience: 1, factor: 0.1 };

describe("as PyTorch", () => {
  test.each(table)("$name", ({ learningRate, patience, factor, dice, learningRates }) => {
    let state = initialSchedule(learningRate);
    const found = dice.map((each) => {
      state = reduceOnPlateau(state, each, { patience, factor });
      return state.learningRate;
    });
    expect(found).toEqual(learningRates);
  });
});

test("an evaluation without a Dice changes nothing", () => {
  const state = { learningRate: 0.1, best: 0.5, sinceBest: 1 };
  expect(reduceOnPlateau(state, null, options)).toEqual(state);
});

test("a state that was stored goes on as if it had not been", () => {
  let state = initialSchedule(1);
  for (const dice of [0.5, 0.4, 0.3, 0.6, 0.2])
    state = reduceOnPlateau(JSON.parse(JSON.stringify(state)), dice, options);
  expect(state).toEqual({ learningRate: 0.1, best: 0.6, sinceBest: 1 });
});
