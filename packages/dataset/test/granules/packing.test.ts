import { expect, test } from "vitest";
import { toPhysical } from "../../src/granules/packing.ts";

test("counts become physical values, codes, NaN and the infinities become NaN", () => {
  const packing = { scale: 0.5, offset: 10, invalid: [32767, -32767] };
  const values = toPhysical({ data: Int16Array.of(0, 4, 32767, -32767, -2), ...packing });
  expect(values).toBeInstanceOf(Float32Array);
  expect([...values]).toEqual([10, 12, Number.NaN, Number.NaN, 9]);
  const floats = Float32Array.of(Number.NaN, 2, Number.NEGATIVE_INFINITY);
  expect([...toPhysical({ data: floats, ...packing })]).toEqual([Number.NaN, 11, Number.NaN]);
});

test("wide counts keep double precision", () => {
  const values = toPhysical({ data: Int32Array.of(207847534), scale: 1e-7 });
  expect(values).toBeInstanceOf(Float64Array);
  expect(values[0]).toBeCloseTo(20.7847534, 12);
});

test.each([[[]], [[7]], [[7, 8]], [[7, 8, 9]]])("codes %j and nothing else are no values", (invalid) => {
  const values = toPhysical({ data: Uint8Array.of(6, 7, 8, 9, 10), invalid });
  expect([6, 7, 8, 9, 10].filter((_, i) => Number.isNaN(values[i]))).toEqual(invalid);
});
