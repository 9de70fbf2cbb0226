import { describe, expect, it } from "vitest";
import { copyRun, fillRun } from "../../src/hdf4/copy-run.ts";

const source = Uint8Array.from({ length: 600 }, (_, i) => i);

describe("copyRun", () => {
  it.each([
    [1, 1, 10],
    [2, 2, 100],
    [4, 8, 10],
    [8, 24, 20],
    [2, 50, 1],
  ])("copies elements of %i bytes that lie %i apart, %i of them", (size, step, count) => {
    const target = new Uint8Array(3 + count * size + 3);
    copyRun(source, 5, step, target, 3, count, size);
    const expected = Array.from({ length: count }, (_, i) => [
      ...source.subarray(5 + i * step, 5 + i * step + size),
    ]).flat();
    expect([...target]).toEqual([0, 0, 0, ...expected, 0, 0, 0]);
  });
});

describe("fillRun", () => {
  it.each([0, 1, 2, 3, 7, 8])("fills %i elements", (count) => {
    const target = new Uint8Array(2 + 3 * 8 + 2);
    fillRun(Uint8Array.of(1, 2, 3), target, 2, count);
    const expected = Array.from({ length: 8 }, (_, i) => (i < count ? [1, 2, 3] : [0, 0, 0])).flat();
    expect([...target]).toEqual([0, 0, ...expected, 0, 0]);
  });
});
