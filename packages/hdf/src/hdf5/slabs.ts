import type { AxisRange } from "../selection.ts";
import type { DataArray } from "../types.ts";

/** A hyperslab of a data set: per axis where it starts, how many elements it has, and how far apart they are. */
export interface Slab {
  readonly start: readonly number[];
  readonly count: readonly number[];
  readonly step: readonly number[];
}

/** A part of a selection: where it lies in the data set and where in the selection. */
export interface Piece extends Slab {
  /** First element in the selection. */
  readonly at: readonly number[];
}

/**
 * Cut a selection into pieces at multiples of `extent` (in elements of the data set, per axis), in C order. With the
 * chunk shape as extent, every piece lies in one chunk.
 */
export function* cutSelection(ranges: readonly AxisRange[], extent: readonly number[]): Generator<Piece> {
  const rank = ranges.length;
  const at = new Array<number>(rank).fill(0);
  const count = ranges.map((range, axis) => countInWindow(range, 0, extent[axis]!));
  const step = ranges.map((range) => range.step);
  if (ranges.some((range) => range.count === 0)) return;
  for (;;) {
    const start = ranges.map((range, axis) => range.start + at[axis]! * range.step);
    yield { start, count: [...count], step, at: [...at] };
    let axis = rank - 1;
    for (; axis >= 0; axis--) {
      at[axis]! += count[axis]!;
      if (at[axis]! < ranges[axis]!.count) break;
      at[axis] = 0;
      count[axis] = countInWindow(ranges[axis]!, 0, extent[axis]!);
    }
    if (axis < 0) return;
    count[axis] = countInWindow(ranges[axis]!, at[axis]!, extent[axis]!);
  }
}

/**
 * Extents that cut a selection into pieces of at most `maxElements`, whole chunks where there are chunks, so that each
 * is decoded once. A piece is larger only when one chunk is.
 */
export function chooseExtent(
  ranges: readonly AxisRange[],
  chunks: readonly number[] | null,
  maxElements: number,
): number[] {
  let elements = ranges.reduce((product, range) => product * range.count, 1);
  return ranges.map((range, axis) => {
    if (elements <= maxElements || range.count === 0) return Number.POSITIVE_INFINITY;
    const unit = chunks?.[axis] ?? range.step;
    const others = elements / range.count;
    // A window of n steps has at most n elements, wherever it begins.
    const steps = Math.floor(maxElements / others);
    const units = Math.max(1, Math.floor((steps * range.step) / unit));
    elements = others * Math.min(range.count, Math.ceil((units * unit) / range.step));
    return units * unit;
  });
}

/** How many elements of the range, from its element `index` on, lie before the next multiple of `extent`. */
function countInWindow(range: AxisRange, index: number, extent: number): number {
  if (extent === Number.POSITIVE_INFINITY) return range.count - index;
  const first = range.start + index * range.step;
  const end = (Math.floor(first / extent) + 1) * extent;
  return Math.min(range.count - index, Math.ceil((end - first) / range.step));
}

/** An array in C order. */
interface Grid {
  readonly data: DataArray | string[];
  readonly shape: readonly number[];
}

/**
 * Copy a block of `count` elements: from `start` in steps of `step` in the source, to `at` in the target, where they
 * lie side by side.
 */
export function copyBlock(
  source: Grid,
  start: readonly number[],
  step: readonly number[],
  target: Grid,
  at: readonly number[],
  count: readonly number[],
): void {
  const rank = count.length;
  if (count.some((length) => length === 0)) return;
  // The last axes that both hold whole are one run of elements.
  let axis = rank - 1;
  let run = 1;
  while (axis >= 0 && step[axis] === 1 && isWhole(axis)) run *= count[axis--]!;
  if (axis >= 0 && step[axis] === 1) run *= count[axis--]!;
  function isWhole(k: number): boolean {
    return count[k] === source.shape[k] && count[k] === target.shape[k];
  }
  const sourceStrides = strides(source.shape);
  const targetStrides = strides(target.shape);
  const from = start.reduce((sum, value, k) => sum + value * sourceStrides[k]!, 0);
  const to = at.reduce((sum, value, k) => sum + value * targetStrides[k]!, 0);
  const outer = axis;
  const copy = (k: number, sourceAt: number, targetAt: number): void => {
    if (k > outer) {
      copyRun(source.data, sourceAt, target.data, targetAt, run);
      return;
    }
    const sourceStride = sourceStrides[k]! * step[k]!;
    for (let i = 0; i < count[k]!; i++) copy(k + 1, sourceAt + i * sourceStride, targetAt + i * targetStrides[k]!);
  };
  copy(0, from, to);
}

/** Source and target hold the same type. */
function copyRun(source: Grid["data"], from: number, target: Grid["data"], to: number, length: number): void {
  // Short runs are faster without the views.
  if (length > 32 && ArrayBuffer.isView(source) && ArrayBuffer.isView(target)) {
    (target as Uint8Array).set((source as Uint8Array).subarray(from, from + length), to);
    return;
  }
  for (let i = 0; i < length; i++) target[to + i] = source[from + i]!;
}

function strides(shape: readonly number[]): number[] {
  const result = new Array<number>(shape.length);
  let stride = 1;
  for (let k = shape.length - 1; k >= 0; k--) {
    result[k] = stride;
    stride *= shape[k]!;
  }
  return result;
}
