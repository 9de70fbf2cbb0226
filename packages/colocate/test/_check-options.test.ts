import { expect, test } from "vitest";
import { checkOptions } from "../src/_check-options.ts";

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
