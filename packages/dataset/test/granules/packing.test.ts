import { isColocateError } from "@atcs/colocate";
import { expect, test } from "vitest";
import { checkLength, invalidTest, toPhysical } from "../../src/granules/packing.ts";

test("counts become physical values, codes and NaN become NaN", () => {
  const packing = { scale: 0.5, offset: 10, invalid: [32767, -32767] };
  const values = toPhysical(Int16Array.of(0, 4, 32767, -32767, -2), packing);
  expect(values).toBeInstanceOf(Float32Array);
  expect([...values]).toEqual([10, 12, Number.NaN, Number.NaN, 9]);
  expect([...toPhysical(Float32Array.of(Number.NaN, 2), packing)]).toEqual([Number.NaN, 11]);
});

test("wide counts keep double precision", () => {
  const values = toPhysical(Int32Array.of(207847534), { scale: 1e-7, offset: 0, invalid: [] });
  expect(values).toBeInstanceOf(Float64Array);
  expect(values[0]).toBeCloseTo(20.7847534, 12);
});

test.each([[[]], [[7]], [[7, 8]], [[7, 8, 9]]])("codes %j and nothing else are invalid", (codes) => {
  const isInvalid = invalidTest(codes);
  expect([6, 7, 8, 9, 10].filter(isInvalid)).toEqual(codes);
  expect(isInvalid(Number.NaN)).toBe(true);
});

test("a wrong length is a ShapeError", () => {
  expect(() => checkLength("the mask", new Uint8Array(2), 2)).not.toThrow();
  let thrown: unknown;
  try {
    checkLength("the mask", new Uint8Array(2), 3);
  } catch (error) {
    thrown = error;
  }
  expect(isColocateError(thrown, "COLOCATE_SHAPE")).toBe(true);
  expect((thrown as Error).message).toBe("the mask has 2 elements: expected 3");
});
