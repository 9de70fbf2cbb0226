import fc from "fast-check";
import { expect, test } from "vitest";
import { type Arc, coveringArc } from "../../src/scene/_covering-arc.ts";

const arcs = fc.array(
  fc.record({ west: fc.integer({ min: -400, max: 400 }), extent: fc.integer({ min: 0, max: 120 }) }),
  { minLength: 1, maxLength: 6 },
);

/** Degrees that are covered, of 0.5, 1.5, ... 359.5. */
function degreesOf(list: readonly Arc[]): boolean[] {
  return Array.from({ length: 360 }, (_, i) =>
    list.some(({ west, extent }) => (((i + 0.5 - west) % 360) + 360) % 360 < extent),
  );
}

test("covers all arcs and leaves out the widest gap", () => {
  fc.assert(
    fc.property(arcs, (list) => {
      const arc = coveringArc(list);
      const covered = degreesOf([arc]);
      const needed = degreesOf(list);
      expect(arc.west).toBeGreaterThanOrEqual(0);
      expect(arc.west).toBeLessThan(360);
      for (let i = 0; i < 360; i++) if (needed[i]) expect(covered[i]).toBe(true);
      expect(360 - arc.extent).toBe(widestGap(needed, list));
    }),
  );
});

test("goes on across the antimeridian", () => {
  expect(
    coveringArc([
      { west: -180, extent: 3 },
      { west: 175, extent: 4 },
    ]),
  ).toEqual({ west: 175, extent: 8 });
});

test("may be the whole circle", () => {
  expect(coveringArc([{ west: 20, extent: 360 }]).extent).toBe(360);
});

/** In whole degrees, which all arcs have here; a single point is no gap between its two sides. */
function widestGap(needed: readonly boolean[], list: readonly Arc[]): number {
  const points = list.filter(({ extent }) => extent === 0).map(({ west }) => ((west % 360) + 360) % 360);
  let widest = 0;
  for (let start = 0; start < 360; start++) {
    let gap = 0;
    while (gap < 360 && !needed[(start + gap) % 360]) {
      gap++;
      if (points.includes((start + gap) % 360)) break;
    }
    widest = Math.max(widest, gap);
  }
  return widest;
}
