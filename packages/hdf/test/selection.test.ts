import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resolveSelection, selectionShape, selectionSize } from "../src/selection.ts";
import type { Selection } from "../src/types.ts";

describe("resolveSelection", () => {
  test.each<[string, Selection | undefined, number[], number[]]>([
    ["nothing: everything", undefined, [3, 4], [3, 4]],
    ["null: everything", [null, null], [3, 4], [3, 4]],
    ["fewer entries than axes", [[1, 3]], [3, 4], [2, 4]],
    ["an index drops its axis", [2, null], [3, 4], [4]],
    ["a step", [[0, 10, 4]], [10], [3]],
    ["an empty range", [[2, 2]], [3], [0]],
    ["an axis of length 0", [[0, 0]], [0], [0]],
    ["rank 0", [], [], []],
  ])("%s", (_, selection, shape, expected) => {
    const ranges = resolveSelection(selection, shape);
    expect(selectionShape(ranges)).toEqual(expected);
    expect(selectionSize(ranges)).toBe(expected.reduce((a, b) => a * b, 1));
  });

  test.each<[unknown, RegExp]>([
    [[3], /axis 0: expected an index in 0\.\.2, got 3/],
    [[-1], /axis 0/],
    [[1.5], /axis 0/],
    [[null, [0, 5]], /axis 1: expected 0 <= start <= stop <= 4, got \[0,5\]/],
    [[[2, 1]], /start <= stop/],
    [[[0, 2, 0]], /a step of at least 1, got 0/],
    [[null, null, null], /selection has 3 axes, the data set has 2/],
    [[Number.NaN], /axis 0/],
  ])("%j is a RangeError", (selection, message) => {
    expect(() => resolveSelection(selection as Selection, [3, 4])).toThrow(RangeError);
    expect(() => resolveSelection(selection as Selection, [3, 4])).toThrow(message);
  });

  test.each([["0:3"], [{}], [["a"]], [[[1]]], [[[1, 2, 3, 4]]]])("%j is a TypeError", (selection) => {
    expect(() => resolveSelection(selection as unknown as Selection, [3, 4])).toThrow(TypeError);
  });

  test("a range selects what a loop with its start, stop and step visits", () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.nat(20), fc.integer({ min: 1, max: 7 }), (a, b, extra, step) => {
        const [start, stop] = [Math.min(a, b), Math.max(a, b)];
        const expected: number[] = [];
        for (let i = start; i < stop; i += step) expected.push(i);
        const [range] = resolveSelection([[start, stop, step]], [stop + extra]);
        expect(Array.from({ length: range!.count }, (_, i) => range!.start + i * range!.step)).toEqual(expected);
      }),
    );
  });
});
