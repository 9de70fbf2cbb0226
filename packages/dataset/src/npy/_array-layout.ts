import type { Fail } from "./_element-type.ts";
import type { NumpyData, NumpyDtype } from "./types.ts";

/** numpy 2 allows 64 dimensions, numpy 1 had 32. */
const maxDimensions = 64;

/** Elements of an array of this shape. Throws for shapes that no array of numpy has. */
export function countElements(shape: readonly number[], itemSize: number, fail: Fail): number {
  if (shape.length > maxDimensions) throw fail(`${shape.length} dimensions: expected at most ${maxDimensions}`);
  let count = 1;
  // As numpy does it: a length of 0 does not excuse the others from being sensible.
  let bytesWithoutZeros = itemSize;
  for (const length of shape) {
    if (!Number.isSafeInteger(length) || length < 0) throw fail(`shape (${shape.join(", ")}): ${length} is no length`);
    count *= length;
    bytesWithoutZeros *= Math.max(length, 1);
  }
  if (bytesWithoutZeros > Number.MAX_SAFE_INTEGER) throw fail(`shape (${shape.join(", ")}) is too large`);
  return count;
}

/**
 * The C-order elements of `data` (C order, of `shape`) after its axes were put into the order `axes`, as in
 * `numpy.transpose`.
 * @param groupSize values of an element: 2 for complex numbers
 */
export function transposed<D extends NumpyDtype>(
  data: NumpyData[D],
  shape: readonly number[],
  axes: readonly number[],
  groupSize: number,
): NumpyData[D] {
  const kept = axes.filter((axis) => shape[axis] !== 1);
  if (data.length === 0 || kept.every((axis, i) => i === 0 || axis > (kept[i - 1] as number))) return data;
  const strides = cStrides(shape, groupSize);
  const lengths = kept.map((axis) => shape[axis] as number);
  const steps = kept.map((axis) => strides[axis] as number);
  const result = data.slice() as NumpyData[D];
  copyStrided(data, result, lengths, steps, groupSize);
  return result;
}

function cStrides(shape: readonly number[], groupSize: number): number[] {
  const strides = shape.map(() => groupSize);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] as number) * (shape[axis + 1] as number);
  }
  return strides;
}

/** Fill `to` from `from`, walking an index of the given lengths whose axes lie `steps` values apart in `from`. */
function copyStrided(
  from: ArrayLike<unknown>,
  to: { [index: number]: unknown; readonly length: number },
  lengths: readonly number[],
  steps: readonly number[],
  groupSize: number,
): void {
  const index = lengths.map(() => 0);
  let source = 0;
  for (let target = 0; target < to.length; target += groupSize) {
    for (let part = 0; part < groupSize; part++) to[target + part] = from[source + part];
    for (let axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      source += steps[axis] as number;
      if ((index[axis] as number) < (lengths[axis] as number)) break;
      source -= (steps[axis] as number) * (lengths[axis] as number);
      index[axis] = 0;
    }
  }
}
