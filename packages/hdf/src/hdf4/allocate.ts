import { newArray } from "../_typed-array.ts";
import { LimitError } from "../errors.ts";
import type { ArrayOf } from "../types.ts";
import type { Hdf4Container } from "./container.ts";
import type { Hdf4Dtype, NumberType } from "./number-types.ts";

/**
 * An array of zeros for what is read.
 * @param object what is read, for errors
 * @throws LimitError when it takes more than `maxBytes`, or more memory than there is
 */
export function allocateArray<D extends Hdf4Dtype>(
  { context, reader }: Hdf4Container,
  { dtype, size }: NumberType & { readonly dtype: D },
  length: number,
  object: string | undefined,
): ArrayOf[D] {
  const { maxBytes } = context;
  const place = { file: reader.name, object };
  if (length * size > maxBytes) {
    const problem = `the selection has ${length * size} bytes, more than maxBytes (${maxBytes}): read a part at a time`;
    throw new LimitError(problem, place);
  }
  try {
    return newArray(dtype, length);
  } catch (cause) {
    // Longer than any typed array of this engine can be, or memory is short.
    const problem = `there is no memory for the ${length * size} bytes of the selection: read a part at a time`;
    throw new LimitError(problem, { ...place, cause });
  }
}
