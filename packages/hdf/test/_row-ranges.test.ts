import fc from "fast-check";
import { expect, test } from "vitest";
import { RowRanges } from "../src/_row-ranges.ts";

test("rows are claimed once; the gaps are the others", () => {
  const range = fc.tuple(fc.nat(12), fc.nat(4));
  fc.assert(
    fc.property(fc.array(range, { maxLength: 10 }), (claims) => {
      const ranges = new RowRanges(10);
      const written = new Array<boolean>(10).fill(false);
      for (const [start, length] of claims) {
        const rows = Array.from({ length }, (_, i) => start + i);
        const isFree = start + length <= 10 && rows.every((row) => !written[row]);
        const claim = () => ranges.claim(start, start + length, "x");
        if (!isFree) {
          expect(claim).toThrow(RangeError);
          continue;
        }
        claim();
        for (const row of rows) written[row] = true;
      }
      const gaps = [...ranges.gaps()];
      const missing = gaps.flatMap(({ start, stop }) => Array.from({ length: stop - start }, (_, i) => start + i));
      expect(missing).toEqual([...written.keys()].filter((row) => !written[row]));
      expect(gaps.every(({ stop }, i) => stop < (gaps[i + 1]?.start ?? Number.POSITIVE_INFINITY))).toBe(true);
    }),
  );
});

test("tells which rows", () => {
  const ranges = new RowRanges(4);
  expect(() => ranges.claim(3, 5, "x")).toThrow("x: expected rows within 0..4, got 3..5");
  expect(() => ranges.claim(0.5, 1.5, "x")).toThrow("got 0.5..1.5");
  ranges.claim(1, 3, "x");
  expect(() => ranges.claim(0, 2, "x")).toThrow("x: some of the rows 0..2 have been written already");
});
