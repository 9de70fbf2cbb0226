import fc from "fast-check";
import ndarray from "ndarray";
import { expect, test } from "vitest";
import { copyBlock, densePieces, toDense, toRows, toStrided } from "../src/_strided.ts";

test("a block of an ndarray with any strides is copied in C order", () => {
  const axes = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.boolean()), { minLength: 0, maxLength: 4 });
  fc.assert(
    fc.property(axes, fc.infiniteStream(fc.nat(100)), (sizes, random) => {
      const pick = (below: number): number => (random.next().value as number) % below;
      const shape = sizes.map(([size]) => size);
      const length = shape.reduce((product, size) => product * size, 1);
      let view = ndarray(
        Float64Array.from({ length }, (_, i) => i),
        shape,
      );
      view = view.step(...sizes.map(([, backwards]) => (backwards ? -1 : 1)));
      view = view.transpose(...sizes.map((_, axis) => axis).sort((a, b) => b - a));

      const start = view.shape.map(pick);
      const size = view.shape.map((n, axis) => 1 + pick(n - start[axis]!));
      const target = new Float64Array(size.reduce((product, n) => product * n, 1));
      const source = toStrided("float64", view, [view.shape], "x");
      copyBlock(source, start, size, target, size);

      const block = view.lo(...start).hi(...size);
      const expected = ndarray(target, size);
      for (let i = 0; i < target.length; i++) {
        const index = unravel(i, size);
        expect(expected.get(...index)).toBe(block.get(...index));
      }
    }),
    { numRuns: 200 },
  );
});

test("all elements in C order, whole or in pieces", () => {
  const numbers = Int16Array.from({ length: 24 }, (_, i) => i);
  const view = ndarray(numbers, [4, 3, 2]).transpose(2, 0, 1);
  const source = toStrided("int16", view, [[2, 4, 3]], "x");
  const expected = Int16Array.from({ length: 24 }, (_, at) => (at % 12) * 2 + Math.floor(at / 12));
  expect(toDense(source)).toEqual(expected);
  expect([...densePieces(source, 5)]).toEqual([expected.subarray(0, 12), expected.subarray(12)]);

  const dense = toStrided("int16", ndarray(numbers, [3, 4], [4, 1], 2), [[3, 4]], "x");
  expect(toDense(dense).buffer).toBe(numbers.buffer);
  expect([...densePieces(dense, 5)]).toEqual([
    numbers.subarray(2, 7),
    numbers.subarray(7, 12),
    numbers.subarray(12, 14),
  ]);
  expect([...densePieces(toStrided("int16", [], [[0, 4]], "x"), 5)]).toEqual([]);
  expect([...densePieces(toStrided("int16", [7], [[]], "x"), 5)]).toEqual([Int16Array.of(7)]);
});

test("numbers and bigints are taken as the type holds them", () => {
  expect(toStrided("int16", [1, 2], [[3], [2]], "x")).toEqual({
    data: Int16Array.of(1, 2),
    shape: [2],
    offset: 0,
    stride: [1],
  });
  expect(toStrided("int64", [1n], [[]], "x").data).toEqual(BigInt64Array.of(1n));
});

test("rows are counted", () => {
  expect(toRows("int8", [1, 2, 3, 4], [9, 2], "x").shape).toEqual([2, 2]);
  expect(toRows("int8", ndarray(new Int8Array(6), [3, 2]), [9, 2], "x").shape).toEqual([3, 2]);
  expect(toRows("int8", [], [9, 0], "x").shape).toEqual([0, 0]);
  expect(() => toRows("int8", [1], [9, 2], "x")).toThrow("got 1 elements, expected a multiple of the row length 2");
  expect(() => toRows("int8", [1], [9, 0], "x")).toThrow("got 1 elements, expected a multiple of the row length 0");
  expect(() => toRows("int8", ndarray(new Int8Array(6), [2, 3]), [9, 2], "x")).toThrow("expected the shape [2, 2]");
});

test.each<[unknown, typeof TypeError | typeof RangeError, RegExp]>([
  [new Int8Array(6), TypeError, /expected Int16Array or an array of numbers .*got int8/],
  [new Int16Array(5), RangeError, /expected 6 elements for the shape \[2, 3\], got 5/],
  [[1, 2, 3, 4, 5, 6.5], RangeError, /element 5 is 6.5/],
  [null, TypeError, /got null/],
  [{ data: new Int16Array(6) }, TypeError, /got Object/],
  [ndarray(new Float32Array(6), [2, 3]), TypeError, /int16.*got float32/],
  [ndarray(new Int16Array(6), [3, 2]), RangeError, /shape \[2, 3\], got \[3, 2\]/],
  [ndarray(new Int16Array(5), [2, 3]), RangeError, /reaches elements 0\.\.5 of its 5/],
])("refuses input %#", (input, type, message) => {
  const check = () => toStrided("int16", input, [[2, 3]], "x");
  expect(check).toThrow(type);
  expect(check).toThrow(message);
});

function unravel(at: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = at;
  for (const size of [...shape].reverse()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index;
}
