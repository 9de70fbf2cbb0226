import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { remainingShape, splitIntoSlabs, toSelection } from "../../src/dump/slabs.ts";
import type { AxisRange } from "../../src/dump/slice.ts";
import { select } from "../support/fake.ts";

const axisArbitrary = fc
  .record({ start: fc.nat(5), count: fc.nat(5), step: fc.integer({ min: 1, max: 3 }), dropped: fc.boolean() })
  .map((axis): AxisRange => (axis.dropped ? { ...axis, count: 1, step: 1 } : axis));

describe("splitIntoSlabs", () => {
  test("gives the selection in C order, in slabs within the limit", () => {
    const arbitrary = fc.record({
      ranges: fc.array(axisArbitrary, { maxLength: 4 }),
      maxElements: fc.integer({ min: 1, max: 40 }),
      chunk: fc.option(fc.integer({ min: 1, max: 6 })),
    });
    fc.assert(
      fc.property(arbitrary, ({ ranges, maxElements, chunk }) => {
        const shape = ranges.map(({ start, count, step }) => start + count * step);
        const slabs = [...splitIntoSlabs(ranges, chunk === null ? null : ranges.map(() => chunk), maxElements)];
        const parts = slabs.map((slab) => select(shape, toSelection(slab)).indices);
        expect(parts.flat()).toEqual(select(shape, toSelection(ranges)).indices);
        expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(maxElements);
      }),
    );
  });

  test("cuts on chunk borders", () => {
    const rows: AxisRange = { start: 10, count: 300, step: 1, dropped: false };
    const columns: AxisRange = { start: 0, count: 10, step: 1, dropped: false };
    const starts = [...splitIntoSlabs([rows, columns], [54, 10], 1500)].map(([part]) => part!.start);
    expect(starts).toEqual([10, 108, 216]);
  });

  test("an empty selection is one slab", () => {
    const empty: AxisRange = { start: 3, count: 0, step: 1, dropped: false };
    expect([...splitIntoSlabs([empty], null, 10)]).toEqual([[empty]]);
    expect(toSelection([empty])).toEqual([[3, 3]]);
  });

  test("a scalar is one slab", () => {
    expect([...splitIntoSlabs([], null, 1)]).toEqual([[]]);
    expect(remainingShape([])).toEqual([]);
  });
});
