import { describe, expect, it } from "vitest";
import { ChunkGrid } from "../src/_chunk-grid.ts";
import { toStrided } from "../src/_strided.ts";

const grid = new ChunkGrid([3, 5], [2, 2]);
const filled = () => new Int8Array(4).fill(-1);

describe("ChunkGrid", () => {
  it("numbers its chunks in C order", () => {
    const all = [...grid.all()];
    expect(all).toEqual([0, 1].flatMap((i) => [0, 1, 2].map((j) => [i, j])));
    expect(all.map((index) => grid.numberOf(index, "x"))).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...new ChunkGrid([2, 0], [1, 1]).all()]).toEqual([]);
  });

  it.each<[unknown, ErrorConstructor]>([
    [[0], TypeError],
    ["00", TypeError],
    [[0, 3], RangeError],
    [[-1, 0], RangeError],
    [[0.5, 0], RangeError],
  ])("has no chunk %j", (index, error) => {
    expect(() => grid.numberOf(index as number[], "x")).toThrow(error);
    expect(() => grid.numberOf(index as number[], "x")).toThrow("x: expected chunk indices in [0..1, 0..2], got");
  });

  it("cuts the inside of a chunk out of the whole", () => {
    const source = toStrided("int8", [...new Array(15).keys()], [[3, 5]], "x");
    const cut = (index: number[]) => {
      const chunk = filled();
      grid.cut(source, index, chunk);
      return [...chunk];
    };
    expect(cut([0, 1])).toEqual([2, 3, 7, 8]);
    expect(cut([0, 2])).toEqual([4, -1, 9, -1]);
    expect(cut([1, 2])).toEqual([14, -1, -1, -1]);
  });

  it("takes a whole chunk, or its inside", () => {
    const chunk = (values: number[], index: number[]) => [...grid.toChunk("int8", values, index, filled, "x")];
    expect(chunk([1, 2, 3, 4], [0, 2])).toEqual([1, 2, 3, 4]);
    expect(chunk([1, 2], [0, 2])).toEqual([1, -1, 2, -1]);
    expect(() => chunk([1, 2], [0, 0])).toThrow("x: expected 4 elements for the shape [2, 2], got 2");
    expect(() => chunk([1], [0, 2])).toThrow("x: expected 4 or 2 elements for the shape [2, 2] or [2, 1], got 1");
  });
});
