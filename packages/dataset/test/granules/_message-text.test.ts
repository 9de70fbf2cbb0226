import { expect, test } from "vitest";
import { listForMessage, shorten } from "../../src/granules/_message-text.ts";

test("of many names the first 30, each shortened", () => {
  expect(listForMessage(["a", "b"])).toBe("a, b");
  expect(listForMessage([])).toBe("");
  expect(listForMessage([1, 2.5])).toBe("1, 2.5");
  const many = listForMessage(Array.from({ length: 20_003 }, (_, i) => `f${i}`));
  expect(many.endsWith("f29, and 19973 more")).toBe(true);
  expect(listForMessage(["x".repeat(3000)])).toBe(`${"x".repeat(80)}...`);
});

test("text of up to 80 characters is as it is", () => {
  expect(shorten("x".repeat(80))).toBe("x".repeat(80));
});
