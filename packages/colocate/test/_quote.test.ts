import { expect, test } from "vitest";
import { quote } from "../src/_quote.ts";

test.each([
  ["plain.hdf", '"plain.hdf"'],
  ['a "b" \\', '"a \\"b\\" \\\\"'],
  ["a\0\n\x1b[31m", '"a\\u0000\\n\\u001b[31m"'],
  ["é\u202e\x7f", '"\\u00e9\\u202e\\u007f"'],
  ["\ud800", '"\\ud800"'],
  ["x".repeat(81), `"${"x".repeat(80)}..."`],
])("%j", (text, expected) => {
  expect(quote(text)).toBe(expected);
});
