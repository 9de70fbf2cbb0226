import { describe, expect, it } from "vitest";
import { ValueError } from "../../src/errors.ts";
import { makeStencil } from "../../src/sparse-interpolation/_stencil.ts";

const size = { batch: 3, height: 10, width: 20 };

describe("makeStencil", () => {
  it("lists image, row and column, and the weight, of each corner of all points", () => {
    const corners = [1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 19, 9, 0, 9, 19];
    const stencil = makeStencil(size, [2, 0], corners, [0.1, 0.2, 0.3, 0.4, 1, 2, 3, 4]);
    expect(stencil.points).toBe(2);
    expect(stencil.pixels.map((pixels) => [...pixels])).toEqual([
      [2, 1, 2, 0, 0, 0],
      [2, 3, 4, 0, 0, 19],
      [2, 5, 6, 0, 9, 0],
      [2, 7, 8, 0, 9, 19],
    ]);
    expect(stencil.weights.map((weights) => [...weights])).toEqual([
      [Math.fround(0.1), 1],
      [Math.fround(0.2), 2],
      [Math.fround(0.3), 3],
      [Math.fround(0.4), 4],
    ]);
  });

  it.each<[unknown, string]>([
    [null, "null"],
    ["", 'the text ""'],
    [true, "true"],
    [1n, "a bigint"],
    [1e39, "1e+39"],
  ])("%s is no weight", (weight, found) => {
    const make = () => makeStencil(size, [0], new Uint8Array(8), [1, 0, weight as number, 0]);
    expect(make).toThrow(ValueError);
    expect(make).toThrow(`weight of corner 2 of point 0 is ${found}: expected a finite number of single precision`);
  });

  it.each<[unknown, string]>([
    [0, "got 0"],
    [undefined, "got undefined"],
    ["12", 'got the text "12"'],
    [{ dtype: "int32", shape: [1] }, "got a tensor"],
    [{}, "got an object"],
  ])("%j is no array of images", (batchIndex, found) => {
    const make = () => makeStencil(size, batchIndex as never, [], []);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(`batchIndex must be an array or a typed array, ${found}`);
  });
});
