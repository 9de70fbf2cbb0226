import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { horizontalFlip, invertTransform, quarterTurn, verticalFlip } from "../../src/transforms/transform.ts";
import { transformCorners, transformPositions } from "../../src/transforms/transform-positions.ts";
import { transforms } from "./support/arbitraries.ts";

const extent = { height: 4, width: 7 };
const corners = [0, 0, 0, 1, 1, 0, 1, 1];

describe("transformCorners", () => {
  it.each([
    ["horizontal flip", horizontalFlip, [0, 6, 0, 5, 1, 6, 1, 5]],
    ["vertical flip", verticalFlip, [3, 0, 3, 1, 2, 0, 2, 1]],
    ["quarter turn", quarterTurn, [6, 0, 5, 0, 6, 1, 5, 1]],
  ])("%s keeps the order of the corners", (_, transform, expected) => {
    const out = transformCorners(corners, extent, transform);
    expect(out).toBeInstanceOf(Int32Array);
    expect([...out]).toEqual(expected);
  });

  it.each([
    [
      "a row",
      [0, 0, 0, 1, 4, 0, 1, 1],
      "corner 2 of point 0 is at row 4, column 0: expected a pixel of an image of 4 x 7",
    ],
    ["a column", [...corners, 0, -1, 0, 1, 1, 0, 1, 1], "corner 0 of point 1 is at row 0, column -1"],
    ["a fraction", [0, 0, 0, 0.5, 1, 0, 1, 1], "corner 1 of point 0 is at row 0, column 0.5"],
    ["no number", [0, Number.NaN, 0, 0, 1, 0, 1, 1], "corner 0 of point 0 is at row 0, column NaN"],
  ])("outside by %s: IndexError", (_, wrong, message) => {
    expect(() => transformCorners(wrong, extent, quarterTurn)).toThrow(
      expect.objectContaining({ code: "COLOCATE_INDEX", message: expect.stringContaining(message) }),
    );
  });

  it("half a point: ShapeError; no point: nothing", () => {
    expect(() => transformCorners([0, 0], extent, quarterTurn)).toThrow("corners has 2 elements: expected 8 for each");
    expect(transformCorners([], extent, quarterTurn)).toHaveLength(0);
  });
});

describe("transformPositions", () => {
  it("agrees with corners at pixel centres, and is undone by the inverse in between", () => {
    const row = fc.double({ min: -0.5, max: 3.5, noNaN: true });
    const col = fc.double({ min: -0.5, max: 6.5, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 6 }),
        row,
        col,
        transforms,
        (r, c, y, x, t) => {
          const atCentre = transformPositions([r, c], extent, t);
          expect([...atCentre]).toEqual([...transformCorners([r, c, 0, 0, 0, 0, 0, 0], extent, t).subarray(0, 2)]);
          const turned = t.quarterTurns % 2 === 1 ? { height: 7, width: 4 } : extent;
          const back = transformPositions(transformPositions([y, x], extent, t), turned, invertTransform(t));
          expect(Math.abs(back[0]! - y) + Math.abs(back[1]! - x)).toBeLessThan(1e-14);
        },
      ),
    );
  });

  it.each([
    ["north", [-0.51, 0]],
    ["south", [3.51, 0]],
    ["west", [0, -0.51]],
    ["east", [0, 6.51]],
    ["nowhere", [0, Number.NaN]],
  ])("outside in the %s: IndexError", (_, position) => {
    expect(() => transformPositions([1, 1, ...position], extent, quarterTurn)).toThrow(
      expect.objectContaining({ code: "COLOCATE_INDEX", message: expect.stringContaining("point 1 is at row") }),
    );
  });

  it("half a point: ShapeError", () => {
    expect(() => transformPositions([0], extent, quarterTurn)).toThrow("positions has 1 elements: expected 2");
  });
});
