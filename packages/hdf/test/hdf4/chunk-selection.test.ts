import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readChunked } from "../../src/hdf4/chunk-selection.ts";
import type { ChunkedElement, Hdf4Container } from "../../src/hdf4/container.ts";
import { openPixels } from "../../src/hdf4/raster-element.ts";
import type { AxisRange } from "../../src/selection.ts";

const fill = 255;

interface Made {
  readonly element: ChunkedElement;
  /** The value at each position in C order. */
  readonly values: Uint8Array;
  /** Numbers of the chunks that were asked for. */
  readonly asked: number[];
}

const product = (lengths: readonly number[]): number => lengths.reduce((result, length) => result * length, 1);

/** The position of element n, in C order, of an array. */
function positionOf(n: number, shape: readonly number[]): number[] {
  const position: number[] = [];
  for (const length of [...shape].reverse()) {
    position.unshift(n % length);
    n = Math.floor(n / length);
  }
  return position;
}

const indexOf = (position: readonly number[], shape: readonly number[]): number =>
  position.reduce((index, at, axis) => index * shape[axis]! + at, 0);

/** An array of random bytes of which some chunks were never written. */
function make(shape: readonly number[], chunkShape: readonly number[], isStored: (chunk: number) => boolean): Made {
  const grid = shape.map((length, axis) => Math.ceil(length / chunkShape[axis]!));
  const chunks = new Map<number, Uint8Array>();
  for (let chunk = 0; chunk < product(grid); chunk++) {
    if (isStored(chunk)) {
      chunks.set(
        chunk,
        Uint8Array.from({ length: product(chunkShape) }, (_, i) => (chunk * 31 + i * 7) % 250),
      );
    }
  }
  const values = Uint8Array.from({ length: product(shape) }, (_, n) => {
    const position = positionOf(n, shape);
    const chunk = chunks.get(
      indexOf(
        position.map((at, axis) => Math.floor(at / chunkShape[axis]!)),
        grid,
      ),
    );
    const within = position.map((at, axis) => at % chunkShape[axis]!);
    return chunk?.[indexOf(within, chunkShape)] ?? fill;
  });
  const asked: number[] = [];
  const element: ChunkedElement = {
    layout: "chunked",
    where: {},
    length: values.length,
    compression: [],
    shape,
    chunkShape,
    elementSize: 1,
    fillBytes: Uint8Array.of(fill),
    storedChunks: async () => new Map([...chunks.keys()].reverse().map((chunk) => [chunk, 1])),
    readChunks: async (numbers, use) => {
      asked.push(...numbers);
      for (const number of numbers) use(number, chunks.get(number)!);
    },
  };
  return { element, values, asked };
}

const axis = fc.record({
  length: fc.integer({ min: 1, max: 9 }),
  chunk: fc.integer({ min: 1, max: 10 }),
  start: fc.nat(8),
  step: fc.integer({ min: 1, max: 5 }),
  count: fc.integer({ min: 1, max: 9 }),
});
const axes = fc.array(axis, { minLength: 1, maxLength: 3 });
/** Which chunks are stored: bit n of the number is that of chunk n mod 24. */
const stored = fc.oneof(fc.constant(0), fc.constant(0xffffff), fc.integer({ min: 0, max: 0xffffff }));

describe("readChunked", () => {
  it("gives what is selected, and asks for each chunk that it needs once", async () => {
    await fc.assert(
      fc.asyncProperty(axes, stored, async (given, bits) => {
        const shape = given.map(({ length }) => length);
        const chunkShape = given.map(({ chunk }) => chunk);
        const { element, values, asked } = make(shape, chunkShape, (chunk) => ((bits >> (chunk % 24)) & 1) === 1);
        const ranges = given.map(({ length, start, step, count }): AxisRange => {
          const first = start % length;
          return { start: first, step, count: Math.min(count, Math.ceil((length - first) / step)), dropped: false };
        });
        const counts = ranges.map(({ count }) => count);
        const target = new Uint8Array(product(counts));
        await readChunked(element, ranges, target);
        const grid = shape.map((length, i) => Math.ceil(length / chunkShape[i]!));
        const needed = new Set<number>();
        const expected = target.map((_, n) => {
          const position = positionOf(n, counts).map((at, i) => ranges[i]!.start + at * ranges[i]!.step);
          const chunk = indexOf(
            position.map((at, i) => Math.floor(at / chunkShape[i]!)),
            grid,
          );
          if ((bits >> (chunk % 24)) & 1) needed.add(chunk);
          return values[indexOf(position, shape)]!;
        });
        expect(target).toEqual(expected);
        expect(asked).toEqual([...needed].sort((a, b) => a - b));
      }),
      { seed: 7, numRuns: 400 },
    );
  });
});

describe("pixels of an image in chunks", () => {
  it("are read by any range", async () => {
    const range = fc.record({ offset: fc.nat(1000), count: fc.nat(1000) });
    await fc.assert(
      fc.asyncProperty(axes, stored, range, async (given, bits, { offset, count }) => {
        const shape = given.map(({ length }) => length);
        const chunkShape = given.map(({ chunk }) => chunk);
        const { element, values } = make(shape, chunkShape, (chunk) => ((bits >> (chunk % 24)) & 1) === 1);
        const pixels = openPixels({} as Hdf4Container, element, {
          width: shape[0]!,
          height: product(shape.slice(1)),
          components: 1,
          type: { dtype: "uint8", size: 1, littleEndian: false },
          interlace: "pixel",
          coding: "none",
          data: { tag: 302, ref: 1 },
          palette: undefined,
        });
        const start = offset % values.length;
        const end = Math.min(values.length, start + count);
        expect(await pixels.read(start, end - start)).toEqual(values.slice(start, end));
      }),
      { seed: 8, numRuns: 300 },
    );
  });
});
