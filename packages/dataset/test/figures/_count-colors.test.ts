import fc from "fast-check";
import { expect, test } from "vitest";
import { countClass, countClasses, isDark } from "../../src/figures/_count-colors.ts";

test.each([
  [0, []],
  [1, ["1"]],
  [3, ["1", "2", "3"]],
  [5, ["1", "2", "3", "4", "5"]],
  [20, ["1–4", "5–8", "9–12", "13–16", "17–20"]],
  [59, ["1–12", "13–24", "25–36", "37–48", "49–60"]],
  [4800, ["1–1,000", "1,001–2,000", "2,001–3,000", "3,001–4,000", "4,001–5,000"]],
])("classes up to %d", (largest, labels) => {
  expect(countClasses(largest).map(({ label }) => label)).toEqual(labels);
});

test("each count has one class, and colours differ", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e7 }), fc.double({ min: 0, max: 1, noNaN: true }), (largest, part) => {
      const classes = countClasses(largest);
      const count = 1 + Math.floor(part * (largest - 1));
      const { from, to } = countClass(classes, count);
      expect(count >= from && count <= to).toBe(true);
      expect(classes.length).toBeLessThanOrEqual(5);
      expect(new Set(classes.map(({ color }) => color)).size).toBe(classes.length);
    }),
  );
});

test("white is read on the two darkest colours, black on the others", () => {
  expect(countClasses(5).map(({ color }) => isDark(color))).toEqual([false, false, false, true, true]);
  expect([isDark("#ffffff"), isDark("#000000")]).toEqual([false, true]);
});
