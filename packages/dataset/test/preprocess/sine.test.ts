import fc from "fast-check";
import { expect, test } from "vitest";
import { sineOfDegrees } from "../../src/preprocess/sine.ts";

const radians = Math.PI / 180;

test("is Math.sin to the rounding of float32", () => {
  let worst = 0;
  for (let angle = -720; angle <= 720; angle += 0.0625) {
    worst = Math.max(worst, Math.abs(sineOfDegrees(angle) - Math.sin(angle * radians)));
  }
  expect(worst).toBeLessThan(2e-7);
});

test("is exact at quarter turns", () => {
  for (const [angle, sine] of [
    [0, 0],
    [90, 1],
    [180, 0],
    [270, -1],
    [-90, -1],
    [450, 1],
  ]) {
    expect(Math.abs(sineOfDegrees(angle!) - sine!)).toBeLessThanOrEqual(2 ** -23);
  }
});

test("holds for large angles", () => {
  fc.assert(
    fc.property(fc.float({ min: -1e6, max: 1e6, noNaN: true }), (angle) => {
      expect(Math.abs(sineOfDegrees(angle) - Math.sin((angle % 360) * radians))).toBeLessThan(2e-7);
    }),
  );
});
