import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseExtent, copyBlock, cutSelection } from "../../src/hdf5/slabs.ts";
import type { AxisRange } from "../../src/selection.ts";

const range: fc.Arbitrary<AxisRange> = fc.record({
  start: fc.nat(20),
  count: fc.nat(9),
  step: fc.integer({ min: 1, max: 7 }),
  dropped: fc.constant(false),
});
const axes = fc.array(fc.record({ range, extent: fc.integer({ min: 1, max: 9 }) }), { minLength: 0, maxLength: 3 });

test("pieces are all of a selection, each element once, each piece within one window", () => {
  fc.assert(
    fc.property(axes, (list) => {
      const ranges = list.map((axis) => axis.range);
      const extent = list.map((axis) => axis.extent);
      const shape = ranges.map(({ count }) => count);
      const seen = new Int8Array(shape.reduce((a, b) => a * b, 1));
      for (const piece of cutSelection(ranges, extent)) {
        for (const [k, count] of piece.count.entries()) {
          const first = piece.start[k]!;
          expect(first).toBe(ranges[k]!.start + piece.at[k]! * ranges[k]!.step);
          const last = first + (count - 1) * ranges[k]!.step;
          expect(Math.floor(first / extent[k]!)).toBe(Math.floor(last / extent[k]!));
        }
        const ones = { data: new Int8Array(piece.count.reduce((a, b) => a * b, 1)).fill(1), shape: piece.count };
        const zero = piece.count.map(() => 0);
        const marks = { data: new Int8Array(seen.length), shape };
        copyBlock(
          ones,
          zero,
          piece.count.map(() => 1),
          marks,
          piece.at,
          piece.count,
        );
        for (const [i, mark] of marks.data.entries()) seen[i]! += mark;
      }
      expect(seen.every((times) => times === 1)).toBe(true);
    }),
  );
});

test("pieces have at most the wanted size, or one chunk", () => {
  const bounds = fc.record({ axes, most: fc.integer({ min: 1, max: 200 }), chunked: fc.boolean() });
  fc.assert(
    fc.property(bounds, ({ axes: list, most, chunked }) => {
      const ranges = list.map((axis) => axis.range);
      const chunks = chunked ? list.map((axis) => axis.extent) : null;
      const inChunk = list.reduce((product, { range: { step }, extent }) => product * Math.ceil(extent / step), 1);
      for (const piece of cutSelection(ranges, chooseExtent(ranges, chunks, most))) {
        const size = piece.count.reduce((a, b) => a * b, 1);
        expect(size).toBeLessThanOrEqual(Math.max(most, chunked ? inChunk : 1));
      }
    }),
    { numRuns: 1000 },
  );
});

test("a window of three elements holds two of every second one", () => {
  const ranges = [1, 2].map((step) => ({ start: 0, count: 2, step, dropped: false }));
  const pieces = [...cutSelection(ranges, chooseExtent(ranges, [2, 1], 3))];
  expect(pieces.map(({ count }) => count)).toEqual([
    [2, 1],
    [2, 1],
  ]);
});

test("a selection that fits is one piece", () => {
  const ranges = [{ start: 5, count: 4, step: 3, dropped: false }];
  expect([...cutSelection(ranges, chooseExtent(ranges, [2], 4))]).toEqual([
    { start: [5], count: [4], step: [3], at: [0] },
  ]);
});

test("blocks are copied with steps, runs and strings", () => {
  const source = { data: Int32Array.from({ length: 24 }, (_, i) => i), shape: [2, 3, 4] };
  const target = { data: new Int32Array(8), shape: [2, 2, 2] };
  copyBlock(source, [0, 0, 1], [1, 2, 2], target, [0, 0, 0], [2, 2, 2]);
  expect([...target.data]).toEqual([1, 3, 9, 11, 13, 15, 21, 23]);
  const texts = { data: new Array<string>(3), shape: [3] };
  copyBlock({ data: ["a", "b"], shape: [2] }, [0], [1], texts, [1], [2]);
  expect(texts.data.slice(1)).toEqual(["a", "b"]);
  const whole = { data: new Int32Array(24), shape: [2, 3, 4] };
  copyBlock(source, [0, 0, 0], [1, 1, 1], whole, [0, 0, 0], [2, 3, 4]);
  expect(whole.data).toEqual(source.data);
});
