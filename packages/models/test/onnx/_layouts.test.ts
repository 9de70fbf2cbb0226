import { expect, test } from "vitest";
import { permute, scaleAxis } from "../../src/onnx/_layouts.ts";

test.each([
  { shape: [2, 3], order: [1, 0], expected: [0, 3, 1, 4, 2, 5] },
  { shape: [2, 3], order: [0, 1], expected: [0, 1, 2, 3, 4, 5] },
  { shape: [1, 2, 3], order: [2, 0, 1], expected: [0, 3, 1, 4, 2, 5] },
  { shape: [6], order: [0], expected: [0, 1, 2, 3, 4, 5] },
])("$shape in the order $order", ({ shape, order, expected }) => {
  expect([...permute(Float32Array.of(0, 1, 2, 3, 4, 5), shape, order)]).toEqual(expected);
});

test("each value of a kernel is where its indices say", () => {
  const shape = [3, 2, 4, 5];
  const values = Float32Array.from({ length: 120 }, (_, i) => i);
  const permuted = permute(values, shape, [3, 2, 0, 1]);
  for (let a = 0; a < 3; a++)
    for (let b = 0; b < 2; b++)
      for (let c = 0; c < 4; c++)
        for (let d = 0; d < 5; d++)
          expect(permuted[((d * 4 + c) * 3 + a) * 2 + b]).toBe(values[((a * 2 + b) * 4 + c) * 5 + d]);
});

test("factors of a first, a middle and a last axis", () => {
  const scaled = (axis: number, ...factors: number[]): number[] => {
    const values = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    scaleAxis(values, [2, 2, 2], axis, Float64Array.from(factors));
    return [...values];
  };
  expect(scaled(0, 1, 10)).toEqual([1, 2, 3, 4, 50, 60, 70, 80]);
  expect(scaled(1, 1, 10)).toEqual([1, 2, 30, 40, 5, 6, 70, 80]);
  expect(scaled(2, 1, 10)).toEqual([1, 20, 3, 40, 5, 60, 7, 80]);
});
