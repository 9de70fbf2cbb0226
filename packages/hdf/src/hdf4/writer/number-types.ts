import type { AnyTypedArray, StoredDtype } from "../../_typed-array.ts";
import { bytesOf, decodeNumbers, dtypeByCode, toHostOrder } from "../number-types.ts";

/** Element types of HDF4: there are no 64-bit integers. */
export type Hdf4Dtype = Exclude<StoredDtype, "int64" | "uint64">;

const codes: ReadonlyMap<unknown, number> = new Map(
  Object.entries(dtypeByCode)
    .filter(([, dtype]) => dtype !== "int64" && dtype !== "uint64")
    .map(([code, dtype]) => [dtype, Number(code)]),
);

/** DFNT code of a type (hntdefs.h); standard, that is big-endian, as no flag is added. */
export function numberTypeCode(dtype: Hdf4Dtype): number {
  return codes.get(dtype)!;
}

/** @throws TypeError when HDF4 has no such type; `what` names the object */
export function checkDtype(dtype: unknown, what: string): Hdf4Dtype {
  if (codes.has(dtype)) return dtype as Hdf4Dtype;
  const known = [...codes.keys()].join(", ");
  throw new TypeError(`${what}: HDF4 has no type ${JSON.stringify(dtype)}, expected one of ${known}`);
}

/** A copy of the array's bytes, most significant byte first. */
export function toBigEndian(array: AnyTypedArray): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(bytesOf(array));
  // Swapping is its own inverse.
  toHostOrder(bytes, { dtype: "uint8", size: array.BYTES_PER_ELEMENT, littleEndian: false });
  return bytes;
}

/** An array of `length` times the element with these bytes, most significant first. */
export function repeatElement(dtype: Hdf4Dtype, element: Uint8Array, length: number): AnyTypedArray {
  const bytes = repeatBytes(element, element.length * length);
  return decodeNumbers(bytes, { dtype, size: element.length, littleEndian: false });
}

/** `length` bytes of a repeated pattern. */
export function repeatBytes(pattern: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  bytes.set(pattern.subarray(0, length));
  for (let done = pattern.length; done < length; done *= 2) bytes.copyWithin(done, 0, done);
  return bytes;
}
