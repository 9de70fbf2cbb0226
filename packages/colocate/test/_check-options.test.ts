import { expect, test } from "vitest";
import { checkObject, checkOptions } from "../src/_check-options.ts";

test.each([
  [null, "null"],
  [undefined, "undefined"],
  ["NCHW", 'the text "NCHW"'],
  [[1, 2], "an array"],
  [13, "13"],
])("%j is refused", (value, found) => {
  expect(() => checkOptions("cut", value as never)).toThrow(
    new TypeError(`cut: the options must be an object, got ${found}`),
  );
});

test("objects are options", () => {
  expect(() => checkOptions("cut", {})).not.toThrow();
});

test("any other object is called by its name", () => {
  expect(() => checkObject("the patch", null as never)).toThrow(new TypeError("the patch must be an object, got null"));
});
