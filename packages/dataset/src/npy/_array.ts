import { countElements, transposed } from "./_array-layout.ts";
import { decodeElements } from "./_decode-elements.ts";
import type { ElementType, Fail } from "./_element-type.ts";
import type { NumpyArray } from "./types.ts";

/**
 * An array from its stored elements, which lie in C order of `storedShape`; `axes` then reorders its axes.
 * `bytes` must have exactly the length of the elements.
 */
export function makeArray(
  type: ElementType,
  storedShape: readonly number[],
  axes: readonly number[] | undefined,
  bytes: Uint8Array,
  fail: Fail,
): NumpyArray {
  const count = countElements(storedShape, type.itemSize, fail);
  if (bytes.length !== count * type.itemSize) {
    throw fail(`${bytes.length} bytes for ${count} elements of ${type.itemSize} bytes`);
  }
  const stored = decodeElements(type, bytes, fail);
  const groupSize = type.dtype === "complex64" || type.dtype === "complex128" ? 2 : 1;
  const data = axes === undefined ? stored : transposed(stored, storedShape, axes, groupSize);
  const shape = axes === undefined ? [...storedShape] : axes.map((axis) => storedShape[axis] as number);
  const unit = type.unit === undefined ? {} : { unit: type.unit };
  return { dtype: type.dtype, shape, data, ...unit } as NumpyArray;
}

/** An array whose elements lie in Fortran order (first dimension fastest), or in C order. */
export function makeOrderedArray(
  type: ElementType,
  shape: readonly number[],
  fortranOrder: boolean,
  bytes: Uint8Array,
  fail: Fail,
): NumpyArray {
  if (!fortranOrder) return makeArray(type, shape, undefined, bytes, fail);
  // Fortran order is the C order of the transposed array.
  return makeArray(type, shape.toReversed(), shape.map((_, axis) => axis).toReversed(), bytes, fail);
}
