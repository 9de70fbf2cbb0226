import { hostIsLittleEndian, swapBytes } from "../_swap-bytes.ts";
import { elementSize, newArray } from "../_typed-array.ts";
import { DamagedFileError, type HdfErrorDetails, UnsupportedError } from "../errors.ts";
import type { ArrayOf, NumericDtype } from "../types.ts";

/** Types that HDF4 data can have. */
export type Hdf4Dtype = NumericDtype | "char8" | "uchar8";

/** A number type as stored. */
export interface NumberType {
  readonly dtype: Hdf4Dtype;
  /** Bytes of an element. */
  readonly size: number;
  readonly littleEndian: boolean;
}

/** Flags of a number type code (hntdefs.h). */
const flags = { native: 0x1000, custom: 0x2000, littleEndian: 0x4000 } as const;

/** Element types by their code, without flags. */
export const dtypeByCode: Readonly<Record<number, Hdf4Dtype>> = {
  3: "uchar8",
  4: "char8",
  5: "float32",
  6: "float64",
  20: "int8",
  21: "uint8",
  22: "int16",
  23: "uint16",
  24: "int32",
  25: "uint32",
  26: "int64",
  27: "uint64",
};

/** Types made before, so that a file with thousands of fields shares them. */
const known = new Map<number, NumberType>();
for (const [code, dtype] of Object.entries(dtypeByCode)) {
  for (const flag of [0, flags.littleEndian, flags.native, flags.native | flags.littleEndian]) {
    // Native means: as in the memory of the machine that wrote. Nearly all of these were and are little-endian, and
    // the library reads it that way there.
    known.set(Number(code) | flag, { dtype, size: elementSize(dtype), littleEndian: flag !== 0 });
  }
}

/** The type of a code, e.g. 22 (int16) or 0x4016 (int16, little-endian). @throws UnsupportedError for an unknown one */
export function parseNumberType(code: number, where: HdfErrorDetails): NumberType {
  const type = known.get(code);
  if (type !== undefined) return type;
  throw new UnsupportedError(`number type ${code} is not known`, where);
}

/** Formats of a DFTAG_NT element (hntdefs.h: DFNTF_*); integers and text use 0 or 1 for big-endian. */
const formats = { none: 0, ieee: 1, littleEndian: 4 } as const;

/** Parse a DFTAG_NT element: version, type, bits, format. @throws DamagedFileError, UnsupportedError */
export function parseNumberTypeElement(bytes: Uint8Array, where: HdfErrorDetails): NumberType {
  const [version, code, , format] = bytes;
  if (version === undefined || code === undefined || format === undefined) {
    throw new DamagedFileError(`a number type of ${bytes.length} bytes, expected 4`, where);
  }
  if (format === formats.none || format === formats.ieee) return parseNumberType(code, where);
  if (format === formats.littleEndian) return parseNumberType(code | flags.littleEndian, where);
  throw new UnsupportedError(`numbers in machine format ${format}, expected 1 (IEEE) or 4 (little-endian)`, where);
}

/** The bytes of a typed array. */
export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** Elements as stored -> a typed array. @param bytes a multiple of the element size long */
export function decodeNumbers<D extends Hdf4Dtype>(bytes: Uint8Array, type: NumberType & { dtype: D }): ArrayOf[D] {
  const array = newArray(type.dtype, bytes.length / type.size);
  bytesOf(array).set(bytes);
  toHostOrder(bytesOf(array), type);
  return array;
}

/** Turn stored elements into the machine's byte order, in place; the bytes begin at a multiple of the size. */
export function toHostOrder(bytes: Uint8Array, { size, littleEndian }: NumberType): void {
  if (size > 1 && littleEndian !== hostIsLittleEndian) swapBytes(bytes, size);
}
