import { makeOrderedArray } from "./_array.ts";
import { npyFailure, parseNpyHeader } from "./header.ts";
import type { NumpyArray } from "./types.ts";

/** Options of {@link readNpy}. */
export interface ReadNpyOptions {
  /** Name of the file, for errors. */
  readonly file?: string;
  /** Most elements that the array may have. @default unlimited; the bytes that are there always limit it */
  readonly maxElements?: number;
}

/** An array of an npy file. */
export type NpyArray = NumpyArray & {
  /** Was it stored in Fortran order? `data` is in C order all the same. */
  readonly fortranOrder: boolean;
};

/**
 * Read a whole npy file: all element types of numpy but Python objects, structures and long doubles; both byte orders,
 * both orders of elements, versions 1 to 3.
 *
 * `data` is a view of `bytes` where no conversion is needed (little endian, C order, aligned), so that large files cost
 * no copy.
 *
 * @throws DatasetError DATASET_NPY when the file is damaged, longer or shorter than its header says, of a kind that is
 *   not read, or larger than `maxElements`
 *
 * @example
 * ```ts
 * import { npyBytes, readNpy } from "@atcs/dataset";
 *
 * const file = npyBytes({ dtype: "float32", shape: [2, 3], data: new Float32Array([0, 1, 2, 3, 4, 5]) });
 * const { dtype, shape, data } = readNpy(file);
 * ```
 */
export function readNpy(bytes: Uint8Array, options: ReadNpyOptions = {}): NpyArray {
  const { maxElements = Number.POSITIVE_INFINITY } = options;
  const fail = npyFailure(options.file);
  const header = parseNpyHeader(bytes, options);
  const { dataOffset, elementCount, itemSize, fortranOrder, shape } = header;
  if (elementCount > maxElements) throw fail(`${elementCount} elements: expected at most ${maxElements}`);
  const expected = elementCount * itemSize;
  const found = bytes.length - dataOffset;
  if (found !== expected) {
    throw fail(`${found} bytes of elements: expected ${expected} for shape (${shape.join(", ")}) of ${header.dtype}`);
  }
  const array = makeOrderedArray(header, shape, fortranOrder, bytes.subarray(dataOffset), fail);
  return { ...array, fortranOrder };
}
