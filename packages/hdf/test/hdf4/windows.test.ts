import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixturePath } from "../../../../test/support/fixtures.ts";
import { open } from "../../src/open.ts";
import { resolveSelection, selectionShape } from "../../src/selection.ts";
import type { AxisSelection, DataArray, Dataset } from "../../src/types.ts";

const cases = [
  ["contiguous", 3],
  ["chunked", 6],
  ["chunked_deflate", 6],
  ["chunk_odd", 6],
  ["chunk_many", 2],
  ["deflate", 3],
  ["nbit", 2],
  ["unlimited_appended", 3],
  ["external", 3],
  ["partial_fill", 6],
  ["ranks", 5],
  ["types_little_endian", 3],
] as const;

describe("a window is the same part of the whole", () => {
  it.each(cases)("%s", async (name, count) => {
    await using file = await open(fixturePath(`hdf4/features/${name}.hdf`));
    for (const dataset of file.datasets().slice(0, count)) {
      const whole = await dataset.read();
      const flat = [...(whole.data as DataArray)];
      await fc.assert(
        fc.asyncProperty(selectionOf(dataset), async (selection) => {
          const part = await dataset.read(selection);
          expect(part.shape).toEqual(selectionShape(resolveSelection(selection, dataset.shape)));
          expect([...(part.data as DataArray)]).toEqual(pick(flat, dataset.shape, selection));
        }),
        { numRuns: 15 },
      );
    }
  });
});

/** Any selection of a data set, empty ones included. */
function selectionOf({ shape }: Dataset): fc.Arbitrary<AxisSelection[]> {
  const axes = shape.map((size): fc.Arbitrary<AxisSelection> => {
    const range = fc.tuple(fc.nat(size), fc.nat(size)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    const stepped = fc
      .tuple(range, fc.integer({ min: 1, max: size + 1 }))
      .map(([[start, stop], step]) => [start, stop, step] as const);
    const index = size === 0 ? [] : [fc.nat(size - 1)];
    return fc.oneof(fc.constant(null), range, stepped, ...index);
  });
  return fc.tuple(...axes).chain((all) => fc.nat(shape.length).map((kept) => all.slice(0, kept)));
}

/** The slow way: visit every element of the selection. */
function pick<T>(flat: readonly T[], shape: readonly number[], selection: readonly AxisSelection[]): T[] {
  let offsets = [0];
  for (const [axis, size] of shape.entries()) {
    const { start, count, step } = resolveSelection(selection, shape)[axis]!;
    const positions = Array.from({ length: count }, (_, i) => start + i * step);
    offsets = offsets.flatMap((offset) => positions.map((position) => offset * size + position));
  }
  return offsets.map((offset) => flat[offset]!);
}
