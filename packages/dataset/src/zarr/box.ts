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

/** The places along each axis of all chunks that have a part in the box. */
export function placesIn(box: readonly Range[], chunkShape: readonly number[]): number[][] {
  if (box.some(([begin, end]) => begin >= end)) return [];
  let places: number[][] = [[]];
  for (const [axis, [begin, end]] of box.entries()) {
    const first = Math.floor(begin / chunkShape[axis]!);
    const count = Math.floor((end - 1) / chunkShape[axis]!) - first + 1;
    places = places.flatMap((place) => Array.from({ length: count }, (_, i) => [...place, first + i]));
  }
  return places;
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
