import { expect, test } from "vitest";
import { durationText } from "../../src/progress/duration.ts";

test.each([
  [-1, "0 s"],
  [0.4, "0 s"],
  [45.4, "45 s"],
  [59.6, "1 min"],
  [200, "3 min 20 s"],
  [3599.7, "1 h"],
  [7199, "2 h"],
  [7530, "2 h 6 min"],
  [86_399, "1 d"],
  [100_000, "1 d 4 h"],
])("%d seconds: %s", (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});
