import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { describeValue, isDate } from "../src/_describe.ts";

test.each([
  [12.5, "12.5"],
  [Number.NaN, "NaN"],
  [null, "null"],
  [undefined, "undefined"],
  [true, "true"],
  [1n, "a bigint"],
  ["16\n", 'the text "16\\n"'],
  [[16], "an array"],
  [{ length: 1 }, "an object"],
  [new Date(0), "a Date"],
  [describeValue, "a function"],
  [Symbol("x"), "Symbol(x)"],
])("%o is %s", (value, text) => {
  expect(describeValue(value)).toBe(text);
});

test("a date of another realm is one", () => {
  expect(isDate(runInNewContext("new Date(0)"))).toBe(true);
  expect(isDate({ getTime: () => 0 })).toBe(false);
});
