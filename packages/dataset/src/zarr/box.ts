import type { ChunkElements } from "./shard-reader.ts";

/** From where to where, without the end. */
export type Range = readonly [begin: number, end: number];

/** Elements of a box, that begins at `from`. */
export interface BoxElements {
  readonly data: ChunkElements;
  readonly from: readonly number[];
  /** From an element to the next one along each axis. */
  readonly strides: readonly number[];
}

export function sizesOf(box: readonly Range[]): number[] {
  return box.map(([begin, end]) => end - begin);
}

/** Steps along the axes of what is stored row after row. */
export function stridesOf(sizes: readonly number[]): number[] {
  return sizes.map((_, axis) => sizes.slice(axis + 1).reduce((product, n) => product * n, 1));
}

/** Along each axis, which chunks have a part in the box. */
function chunkRanges(box: readonly Range[], chunkShape: readonly number[]): Range[] {
  return box.map(([begin, end], axis) => {
    const [first, size] = [Math.floor(begin / chunkShape[axis]!), chunkShape[axis]!];
    return begin < end ? [first, Math.floor((end - 1) / size) + 1] : [first, first];
  });
}

/** How many chunks have a part in the box. */
export function countIn(box: readonly Range[], chunkShape: readonly number[]): number {
  return sizesOf(chunkRanges(box, chunkShape)).reduce((product, n) => product * n, 1);
}

/** The places along each axis of all chunks that have a part in the box, one after the other: there may be many. */
export function* placesIn(box: readonly Range[], chunkShape: readonly number[]): Generator<number[], void> {
  const ranges = chunkRanges(box, chunkShape);
  const place = ranges.map(([first]) => first);
  let axis = ranges.some(([first, end]) => first === end) ? -1 : 0;
  while (axis >= 0) {
    yield [...place];
    for (axis = place.length - 1; axis >= 0; axis--) {
      const [first, end] = ranges[axis]!;
      place[axis]! += 1;
      if (place[axis]! < end) break;
      place[axis] = first;
    }
  }
}

/** Copy what is in both boxes. */
export function copyOverlap(
  source: BoxElements,
  sourceSizes: readonly number[],
  target: BoxElements,
  targetSizes: readonly number[],
): void {
  const begin = source.from.map((n, axis) => Math.max(n, target.from[axis]!));
  const end = source.from.map((n, axis) => Math.min(n + sourceSizes[axis]!, target.from[axis]! + targetSizes[axis]!));
  const last = begin.length - 1;
  const startIn = ({ from, strides }: BoxElements): number =>
    begin.reduce((sum, n, axis) => sum + (n - from[axis]!) * strides[axis]!, 0);
  // The elements are of one type, whichever it is.
  const [from, to] = [source.data as Int16Array, target.data as Int16Array];
  const copyAxis = (axis: number, sourceAt: number, targetAt: number): void => {
    const count = end[axis]! - begin[axis]!;
    const [sourceStep, targetStep] = [source.strides[axis]!, target.strides[axis]!];
    if (axis < last) {
      for (let i = 0; i < count; i++) copyAxis(axis + 1, sourceAt + i * sourceStep, targetAt + i * targetStep);
    } else if (sourceStep === 1) {
      to.set(from.subarray(sourceAt, sourceAt + count), targetAt);
    } else {
      for (let i = 0; i < count; i++) to[targetAt + i] = from[sourceAt + i * sourceStep]!;
    }
  };
  copyAxis(0, startIn(source), startIn(target));
}
