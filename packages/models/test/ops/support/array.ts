// Arrays in double precision for plain loops: the truth of these tests.

import { type Random, seededRandom } from "@atcs/colocate";

export interface NumberArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export function zeros(shape: readonly number[]): NumberArray {
  return { shape, data: new Float64Array(shape.reduce((product, length) => product * length, 1)) };
}

/** Uniform in [-1, 1), rounded to single precision, so that tensors hold the same numbers. */
export function randomArray(random: Random, shape: readonly number[]): NumberArray {
  const array = zeros(shape);
  array.data.forEach((_, i) => {
    array.data[i] = Math.fround(2 * random() - 1);
  });
  return array;
}

export function seededArray(seed: number, shape: readonly number[]): NumberArray {
  return randomArray(seededRandom(seed), shape);
}

/** Place of an element; undefined outside of the array. */
export function placeOf(array: NumberArray, ...index: readonly number[]): number | undefined {
  let place = 0;
  for (const [axis, at] of index.entries()) {
    const length = array.shape[axis]!;
    if (at < 0 || at >= length) return undefined;
    place = place * length + at;
  }
  return place;
}

/** An element, 0 outside of the array. */
export function get(array: NumberArray, ...index: readonly number[]): number {
  const place = placeOf(array, ...index);
  return place === undefined ? 0 : array.data[place]!;
}

/** Add to an element; what lies outside of the array is lost. */
export function addTo(array: NumberArray, value: number, ...index: readonly number[]): void {
  const place = placeOf(array, ...index);
  if (place !== undefined) array.data[place]! += value;
}

/** An array of this shape, each element from its index. */
export function fill(shape: readonly number[], valueAt: (...index: number[]) => number): NumberArray {
  const array = zeros(shape);
  const index = shape.map(() => 0);
  for (let place = 0; place < array.data.length; place++) {
    array.data[place] = valueAt(...index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return array;
}

/** The largest difference, relative to the largest expected value; NaN counts as infinitely far. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [worst, largest] = [0, 1e-30];
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!);
    worst = Math.max(worst, Number.isNaN(error) ? Number.POSITIVE_INFINITY : error);
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return worst / largest;
}
