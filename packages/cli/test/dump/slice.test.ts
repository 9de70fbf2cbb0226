import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AxisRange, parseSlice, resolveSlice } from "../../src/dump/slice.ts";
import { UsageError } from "../../src/errors.ts";

const resolve = (text: string, shape: readonly number[]): AxisRange[] => resolveSlice(parseSlice(text), shape);
const range = (start: number, count: number, step = 1): AxisRange => ({ start, count, step, dropped: false });
const index = (start: number): AxisRange => ({ start, count: 1, step: 1, dropped: true });

describe("slices", () => {
  test.each<[string, number[], AxisRange[]]>([
    ["", [4, 5], [range(0, 4), range(0, 5)]],
    ["", [], []],
    ["0:10,5,::2", [20, 10, 5], [range(0, 10), index(5), range(0, 3, 2)]],
    ["-1", [4, 5], [index(3), range(0, 5)]],
    ["-3:-1", [10], [range(7, 2)]],
    [",2", [4, 5], [range(0, 4), index(2)]],
    ["...,0", [4, 5, 6], [range(0, 4), range(0, 5), index(0)]],
    ["1,...", [4, 5, 6], [index(1), range(0, 5), range(0, 6)]],
    ["1,...,2", [4, 6], [index(1), index(2)]],
    ["...", [], []],
    [" 1 : 3 , +1 ", [4, 5], [range(1, 2), index(1)]],
    ["5:100", [8], [range(5, 3)]],
    ["-100:2", [8], [range(0, 2)]],
    ["6:2", [8], [range(6, 0)]],
    [":", [0], [range(0, 0)]],
    ["1::3", [8], [range(1, 3, 3)]],
    ["99999999999999999999:", [8], [range(8, 0)]],
  ])('"%s" of %j', (text, shape, expected) => {
    expect(resolve(text, shape)).toEqual(expected);
  });

  test.each<[string, number[], RegExp]>([
    ["x", [4], /axis 0: expected an index, .* got "x"/],
    ["0,1:2:3:4", [4, 4], /axis 1: .* got "1:2:3:4"/],
    ["0,1.5", [4, 4], /axis 1/],
    ["0,::0", [4, 4], /axis 1: expected a step of at least 1, got 0/],
    ["::-1", [4], /axis 0: expected a step of at least 1, got -1/],
    ["0,4", [4, 4], /axis 1: expected an index in -4\.\.3, got 4/],
    ["-5", [4], /axis 0: .* got -5/],
    ["0", [0], /axis 0: the axis has length 0, got 0/],
    ["0,0,0", [4, 5], /3 entries, but there are 2 axes to select from \(shape 4 x 5\)/],
    ["...,...", [4], /"\.\.\." may stand only once/],
  ])('"%s" of %j is wrong usage', (text, shape, message) => {
    expect(() => resolve(text, shape)).toThrow(UsageError);
    expect(() => resolve(text, shape)).toThrow(message);
  });

  test("ranges select what Array.prototype.slice and a step do", () => {
    const bound = fc.option(fc.integer({ min: -12, max: 12 }), { nil: undefined });
    fc.assert(
      fc.property(fc.nat(9), bound, bound, fc.integer({ min: 1, max: 4 }), (size, start, stop, step) => {
        const [found] = resolve(`${start ?? ""}:${stop ?? ""}:${step}`, [size]);
        const { start: first, count } = found!;
        const axis = Array.from({ length: size }, (_, i) => i);
        const expected = axis.slice(start, stop).filter((_, i) => i % step === 0);
        expect(Array.from({ length: count }, (_, i) => first + i * step)).toEqual(expected);
      }),
    );
  });
});
