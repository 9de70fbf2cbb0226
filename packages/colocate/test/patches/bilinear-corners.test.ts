import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { IndexError, ShapeError } from "../../src/errors.ts";
import { bilinearCorners } from "../../src/patches/bilinear-corners.ts";

describe("bilinearCorners", () => {
  it.each([
    ["inside", [1.25, 2.5], [1, 2, 1, 3, 2, 2, 2, 3], [0.375, 0.375, 0.125, 0.125]],
    ["on a pixel", [1, 2], [1, 2, 1, 3, 2, 2, 2, 3], [1, 0, 0, 0]],
    ["on the last pixel", [3, 4], [2, 3, 2, 4, 3, 3, 3, 4], [0, 0, 0, 1]],
    ["on the last column", [0.5, 4], [0, 3, 0, 4, 1, 3, 1, 4], [0, 0.5, 0, 0.5]],
  ])("%s", (_, position, corners, weights) => {
    const result = bilinearCorners(position, { height: 4, width: 5 });
    expect(result.count).toBe(1);
    expect([...result.corners]).toEqual(corners);
    expect([...result.weights]).toEqual(weights);
  });

  it("weights add up to 1 and give back the position", () => {
    const position = fc.tuple(fc.double({ min: 0, max: 6, noNaN: true }), fc.double({ min: 0, max: 8, noNaN: true }));
    fc.assert(
      fc.property(fc.array(position, { minLength: 1 }), (positions) => {
        const { corners, weights } = bilinearCorners(positions.flat(), { height: 7, width: 9 });
        positions.forEach((expected, i) => {
          const sums = [0, 0, 0];
          for (let k = 4 * i; k < 4 * i + 4; k++) {
            const weight = weights[k]!;
            expect(weight).toBeGreaterThanOrEqual(0);
            sums[0]! += weight;
            sums[1]! += weight * corners[2 * k]!;
            sums[2]! += weight * corners[2 * k + 1]!;
          }
          expect(sums[0]).toBeCloseTo(1, 12);
          expect(sums[1]).toBeCloseTo(expected[0], 10);
          expect(sums[2]).toBeCloseTo(expected[1], 10);
        });
      }),
    );
  });

  it.each([
    [-0.001, 0],
    [0, -1],
    [3.001, 0],
    [0, 4.5],
    [Number.NaN, 0],
    [0, Number.POSITIVE_INFINITY],
  ])("refuses (%f, %f)", (row, col) => {
    const find = () => bilinearCorners([0, 0, row, col], { height: 4, width: 5 });
    expect(find).toThrow(IndexError);
    expect(find).toThrow(/of point 1 is outside of the image: expected 0..3 and 0..4/);
  });

  it("refuses half a position and an image of one row", () => {
    expect(() => bilinearCorners([1, 2, 3], { height: 4, width: 5 })).toThrow(ShapeError);
    expect(() => bilinearCorners([], { height: 1, width: 5 })).toThrow(RangeError);
    expect(bilinearCorners([], { height: 2, width: 2 })).toMatchObject({ count: 0, corners: new Int32Array() });
  });

  it("says what kind of arguments it takes", () => {
    expect(() => bilinearCorners([1, 2], undefined as never)).toThrow("the options must be an object, got undefined");
    expect(() => bilinearCorners(7 as never, { height: 2, width: 2 })).toThrow(TypeError);
  });
});
