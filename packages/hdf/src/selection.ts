import type { AxisSelection, Selection } from "./types.ts";

/** A selection along one axis, checked: `count` elements from `start`, `step` apart. */
export interface AxisRange {
  readonly start: number;
  readonly count: number;
  readonly step: number;
  /** Was it a single index, so that the axis vanishes from the result? */
  readonly dropped: boolean;
}

/**
 * Check a selection against a shape and complete it to one range per axis.
 * @throws TypeError for anything that is not a selection, RangeError for one outside the shape
 */
export function resolveSelection(selection: Selection | undefined, shape: readonly number[]): AxisRange[] {
  if (selection !== undefined && !Array.isArray(selection)) {
    throw new TypeError(`selection: expected an array with one entry per axis, got ${show(selection)}`);
  }
  const given = selection ?? [];
  if (given.length > shape.length) {
    throw new RangeError(`selection has ${given.length} axes, the data set has ${shape.length} (${show(shape)})`);
  }
  return shape.map((size, axis) => resolveAxis(given[axis] ?? null, size, axis));
}

/** Shape of what a selection gives: dropped axes are left out. */
export function selectionShape(ranges: readonly AxisRange[]): number[] {
  return ranges.filter((range) => !range.dropped).map((range) => range.count);
}

/** Number of elements that a selection gives. */
export function selectionSize(ranges: readonly AxisRange[]): number {
  return ranges.reduce((size, range) => size * range.count, 1);
}

function resolveAxis(selection: AxisSelection, size: number, axis: number): AxisRange {
  if (selection === null) return { start: 0, count: size, step: 1, dropped: false };
  if (typeof selection === "number") {
    if (!isIndex(selection) || selection >= size) {
      throw new RangeError(`selection, axis ${axis}: expected an index in 0..${size - 1}, got ${selection}`);
    }
    return { start: selection, count: 1, step: 1, dropped: true };
  }
  if (!Array.isArray(selection) || selection.length < 2 || selection.length > 3) {
    throw new TypeError(
      `selection, axis ${axis}: expected an index, [start, stop], [start, stop, step] or null, got ${show(selection)}`,
    );
  }
  const [start, stop, step = 1] = selection as readonly [number, number, number?];
  if (!isIndex(start) || !isIndex(stop) || start > stop || stop > size) {
    throw new RangeError(`selection, axis ${axis}: expected 0 <= start <= stop <= ${size}, got ${show(selection)}`);
  }
  if (!isIndex(step) || step < 1) {
    throw new RangeError(`selection, axis ${axis}: expected a step of at least 1, got ${step}`);
  }
  return { start, count: Math.ceil((stop - start) / step), step, dropped: false };
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function show(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
