import { expect, test } from "vitest";
import { chooseExamples } from "../../src/figures/choose-examples.ts";

test("ids are chosen from the middles of equal parts", () => {
  const ids = Array.from({ length: 64 }, (_, i) => 10 * i);
  expect(chooseExamples(ids, 4)).toEqual([80, 240, 400, 560]);
  expect(chooseExamples(ids, 1)).toEqual([320]);
});

test("there are no more than the dataset has, and none is there twice", () => {
  expect(chooseExamples([5, 7, 9], 8)).toEqual([5, 7, 9]);
  expect(chooseExamples([], 8)).toEqual([]);
  expect(chooseExamples([5, 7, 9], 0)).toEqual([]);
});
