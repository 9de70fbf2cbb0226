import { DamagedFileError } from "../errors.ts";
import { type AxisRange, selectionSize } from "../selection.ts";
import type { ArrayOf } from "../types.ts";
import { allocateArray } from "./allocate.ts";
import { readChunked } from "./chunk-selection.ts";
import type { DataElement, Hdf4Container } from "./container.ts";
import { readLinear } from "./linear-selection.ts";
import { bytesOf, type Hdf4Dtype, type NumberType, toHostOrder } from "./number-types.ts";

/**
 * Read a selection of the array that an element holds.
 * @param shape of the array; linear elements may be longer
 * @throws DamagedFileError when the element does not hold such an array, LimitError above `maxBytes`
 */
export async function readSelection<D extends Hdf4Dtype>(
  container: Hdf4Container,
  element: DataElement,
  type: NumberType & { readonly dtype: D },
  shape: readonly number[],
  ranges: readonly AxisRange[],
  signal?: AbortSignal,
): Promise<ArrayOf[D]> {
  container.reader.check(0, 0);
  signal?.throwIfAborted();
  checkElement(element, type, shape);
  if (element.layout === "linear") await element.verify?.(signal);
  const array = allocateArray(container, type, selectionSize(ranges), element.where.object);
  if (element.layout === "linear") {
    await readLinear(element, type, shape, ranges, bytesOf(array), signal);
  } else {
    await readChunked(element, ranges, bytesOf(array), signal);
    toHostOrder(bytesOf(array), type);
  }
  // Chunks may have come from the cache, for which nobody asked the file.
  container.reader.check(0, 0);
  return array;
}

/** A selection of an array that was never written: its fill value, 0 when it has none. */
export function readFilled<D extends Hdf4Dtype>(
  container: Hdf4Container,
  type: NumberType & { readonly dtype: D },
  ranges: readonly AxisRange[],
  fillValue: number | bigint | null,
  object: string,
  signal?: AbortSignal,
): ArrayOf[D] {
  container.reader.check(0, 0);
  signal?.throwIfAborted();
  const array = allocateArray(container, type, selectionSize(ranges), object);
  if (fillValue !== null) (array as { fill(value: number | bigint): void }).fill(fillValue);
  return array;
}

/** Nothing is allocated before the file is known to hold what is asked for. */
function checkElement(element: DataElement, type: NumberType, shape: readonly number[]): void {
  if (element.layout === "linear") {
    const needed = shape.reduce((size, length) => size * length, type.size);
    if (needed > element.length) {
      const problem = `the dimensions ${shape.join(" x ")} need ${needed} bytes, but the data has ${element.length}`;
      throw new DamagedFileError(problem, element.where);
    }
    element.check();
    return;
  }
  if (element.elementSize !== type.size || element.shape.join() !== shape.join()) {
    const problem = `the chunks are of ${element.shape.join(" x ")} elements of ${element.elementSize} bytes, expected ${shape.join(" x ")} of ${type.size}`;
    throw new DamagedFileError(problem, element.where);
  }
}
