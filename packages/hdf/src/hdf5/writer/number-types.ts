import { type AnyTypedArray, isStoredDtype, toTypedArray } from "../../_typed-array.ts";
import type { NumericDtype } from "../../types.ts";

const hostIsLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

export function isNumericDtype(value: unknown): value is NumericDtype {
  return isStoredDtype(value) && value !== "char8" && value !== "uchar8";
}

/** Bytes of the elements as they are in the file: a view of the array, or a swapped copy on a big-endian host. */
export function toLittleEndian(array: AnyTypedArray): Uint8Array {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  const size = array.BYTES_PER_ELEMENT;
  if (hostIsLittleEndian || size === 1) return bytes;
  const swapped = new Uint8Array(bytes);
  for (let i = 0; i < swapped.length; i += size) swapped.subarray(i, i + size).reverse();
  return swapped;
}

/**
 * Numbers and bigints as elements of a type, which takes both; typed arrays of another type are converted.
 * @param what subject of the errors, e.g. `attribute "x"`
 * @throws TypeError for what is not a number, RangeError for a number that the type cannot hold
 */
export function packNumbers(dtype: NumericDtype, values: Iterable<unknown>, what: string): AnyTypedArray {
  const wantsBigInt = dtype === "int64" || dtype === "uint64";
  const numbers = Array.from(values, (value) => {
    if (wantsBigInt) return Number.isInteger(value) ? BigInt(value as number) : checkFraction(value, dtype, what);
    return typeof value === "bigint" ? Number(value) : value;
  });
  return toTypedArray(dtype, numbers, what);
}

function checkFraction(value: unknown, dtype: NumericDtype, what: string): unknown {
  if (typeof value === "number") throw new RangeError(`${what}: ${dtype} cannot hold ${value}`);
  return value;
}
