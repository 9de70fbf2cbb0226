import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ShapeError } from "../../src/errors.ts";
import { MaskReader } from "../../src/grid/_mask-reader.ts";
import { PolderGrid } from "../../src/grid/polder-grid.ts";
import type { GridBox, PixelMask } from "../../src/types.ts";

const grid = new PolderGrid(12);
const box: fc.Arbitrary<GridBox> = fc
  .tuple(fc.nat(11), fc.nat(23), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 24 }))
  .map(([row, col, rows, cols]) => ({ row, col, rows: Math.min(rows, 12 - row), cols: Math.min(cols, 24 - col) }));

test("gives what the boxes hold, one after the other, also where they overlap", () => {
  fc.assert(
    fc.property(fc.array(box, { maxLength: 4 }), fc.infiniteStream(fc.constantFrom(0, 0, 1, 7)), (boxes, values) => {
      const pixels = boxes.reduce((sum, { rows, cols }) => sum + rows * cols, 0);
      const data = Uint8Array.from({ length: pixels }, () => values.next().value);
      const mask = new MaskReader({ boxes, data }, grid);
      const expected = new Uint8Array(12 * 24);
      let at = 0;
      for (const { row, col, rows, cols } of boxes) {
        for (let i = 0; i < rows * cols; i++) {
          if (data[at++] !== 0) expected[(row + Math.floor(i / cols)) * 24 + col + (i % cols)] = 1;
        }
      }
      const found = Uint8Array.from({ length: 12 * 24 }, (_, i) => (mask.isValid(Math.floor(i / 24), i % 24) ? 1 : 0));
      expect(found).toEqual(expected);
      for (let row = 0; row < 12; row++) {
        expect(mask.hasAny(row)).toBe(expected.subarray(row * 24, row * 24 + 24).includes(1));
      }
      const rows = boxes.flatMap(({ row, rows }) => [row, row + rows - 1]);
      expect([mask.firstRow, mask.lastRow]).toEqual([Math.min(12, ...rows), Math.max(-1, ...rows)]);
    }),
  );
});

test("its box is the whole grid unless it says otherwise", () => {
  const data = new Uint8Array(12 * 24);
  data[12 * 24 - 1] = 1;
  const mask = new MaskReader({ data }, grid);
  expect([mask.firstRow, mask.lastRow, mask.isValid(11, 23), mask.isValid(11, 22)]).toEqual([0, 11, true, false]);
});

describe("refuses", () => {
  const one = { row: 1, col: 2, rows: 3, cols: 4 };

  test.each<[string, PixelMask, string]>([
    ["data of another size", { boxes: [one], data: new Uint8Array(13) }, "13 elements: expected 3 x 4 = 12, those of"],
    ["data of some boxes only", { boxes: [one, one], data: new Uint8Array(12) }, "expected 3 x 4 + 3 x 4 = 24"],
    ["data of less than the grid", { data: new Uint8Array(12) }, "expected 12 x 24 = 288"],
    ["data without any box", { boxes: [], data: new Uint8Array(1) }, "expected 0"],
    ["a box outside of the grid", { boxes: [{ ...one, row: 10 }], data: new Uint8Array(12) }, "row 10 and rows 3"],
  ])("%s: ShapeError", (_, mask, message) => {
    expect(() => new MaskReader(mask, grid)).toThrow(ShapeError);
    expect(() => new MaskReader(mask, grid)).toThrow(message);
  });

  test.each<[string, unknown, string]>([
    ["the data alone", new Uint8Array(288), "got the data alone"],
    ["nothing", null, "got null"],
    ["data of another type", { data: new Float32Array(288) }, "must be an object with data, a Uint8Array"],
    ["one box", { boxes: one, data: new Uint8Array(12) }, "the boxes of the mask must be an array of boxes"],
  ])("%s: TypeError", (_, mask, message) => {
    expect(() => new MaskReader(mask as PixelMask, grid)).toThrow(TypeError);
    expect(() => new MaskReader(mask as PixelMask, grid)).toThrow(message);
  });
});
