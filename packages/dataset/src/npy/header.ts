import { DatasetError } from "../errors.ts";
import { countElements } from "./_array-layout.ts";
import { latin1Text } from "./_decode-elements.ts";
import { type ElementType, elementType, type Fail } from "./_element-type.ts";
import { parseHeaderText } from "./_header-text.ts";
import type { NumpyDtype, WritableNumpyDtype } from "./types.ts";

/** What the header of an npy file says. */
export interface NpyHeader {
  readonly version: 1 | 2 | 3;
  readonly dtype: NumpyDtype;
  /** Unit of datetime64 and timedelta64. */
  readonly unit?: string;
  /** Bytes of one element in the file. */
  readonly itemSize: number;
  readonly littleEndian: boolean;
  /** Are the elements in Fortran order (first dimension fastest) in the file? */
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  readonly elementCount: number;
  /** Byte of the file where the elements begin. */
  readonly dataOffset: number;
}

/** "\x93NUMPY" */
const magic: readonly number[] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Only structured types, which are not read, have headers beyond the 64 KiB of version 1. */
const maxHeaderLength = 2 ** 16;

/** numpy aligns the elements to this. */
const alignment = 64;

/** numpy leaves room for a first dimension of this many digits, so that a file can grow in place. */
const growthDigits = 21;

const descriptions: Readonly<Record<WritableNumpyDtype, string>> = {
  bool: "|b1",
  int8: "|i1",
  uint8: "|u1",
  int16: "<i2",
  uint16: "<u2",
  int32: "<i4",
  uint32: "<u4",
  int64: "<i8",
  uint64: "<u8",
  float32: "<f4",
  float64: "<f8",
  complex64: "<c8",
  complex128: "<c16",
};

/** The error for a bad npy file, with its name. */
export function npyFailure(file: string | undefined): Fail {
  return (problem) => new DatasetError("DATASET_NPY", problem, { file });
}

/**
 * Read the header of an npy file (version 1, 2 or 3) from its first bytes. Whether the elements are all there is not
 * checked: the bytes may be the beginning of a file only.
 *
 * @param options.file name of the file, for errors
 * @throws DatasetError DATASET_NPY when it is no npy file, is cut off within its header, or has elements that are not
 *   read: Python objects, structures, long doubles
 */
export function parseNpyHeader(bytes: Uint8Array, options: { readonly file?: string } = {}): NpyHeader {
  const fail = npyFailure(options.file);
  if (magic.some((byte, i) => bytes[i] !== byte)) throw fail("not an npy file: it does not begin with \\x93NUMPY");
  const [major, minor] = [bytes[6], bytes[7]];
  if ((major !== 1 && major !== 2 && major !== 3) || minor !== 0) {
    throw fail(`npy version ${major}.${minor}: expected 1.0, 2.0 or 3.0`);
  }
  const start = major === 1 ? 10 : 12;
  if (bytes.length < start) throw fail(`${bytes.length} bytes: the file is cut off within its header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > maxHeaderLength) throw fail(`header of ${length} bytes: expected at most ${maxHeaderLength}`);
  const dataOffset = start + length;
  if (bytes.length < dataOffset) throw fail(`${bytes.length} bytes: the file is cut off within its header`);
  const fields = parseHeaderText(latin1Text(bytes.subarray(start, dataOffset)), fail);
  const type = describedType(fields.descr, fail);
  const elementCount = countElements(fields.shape, type.itemSize, fail);
  return { version: major, ...type, fortranOrder: fields.fortranOrder, shape: fields.shape, elementCount, dataOffset };
}

function describedType(descr: string, fail: Fail): ElementType {
  const order = /^[<>|]/.exec(descr)?.[0];
  if (order === undefined) throw fail(`element type '${descr.slice(0, 40)}': expected its byte order first`);
  return elementType(descr.slice(1), order, fail);
}

/** The error for a bad shape that a caller gave. */
export function rangeError(problem: string): RangeError {
  return new RangeError(problem);
}

/** How numpy names an element type that is written, with its byte order (little). */
export function numpyDescription(dtype: WritableNumpyDtype): string {
  if (!Object.hasOwn(descriptions, dtype)) {
    throw new TypeError(`dtype ${String(dtype)}: expected one of ${Object.keys(descriptions).join(", ")}`);
  }
  return descriptions[dtype];
}

/**
 * The header of an npy file, version 1.0, little endian, C order: what comes before the elements, byte for byte as
 * numpy 1.23 and later write it. For files that are written in pieces; {@link npyBytes} makes whole ones.
 *
 * @param shape length of each dimension; `[]` for a single value
 * @throws TypeError for a dtype that is not written, RangeError for a shape that no array has
 */
export function npyHeader(dtype: WritableNumpyDtype, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const descr = numpyDescription(dtype);
  countElements(shape, Number(descr.slice(2)), rangeError);
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const growth = shape.length === 0 ? 0 : growthDigits - String(shape[0]).length;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }${" ".repeat(growth)}`;
  // numpy pads by 64 where no padding is needed.
  const total = (Math.floor((10 + text.length + 1) / alignment) + 1) * alignment;
  const header = new Uint8Array(total).fill(0x20);
  header.set(magic);
  header.set([1, 0, (total - 10) & 0xff, (total - 10) >> 8], 6);
  header.set(new TextEncoder().encode(text), 10);
  header[total - 1] = 0x0a;
  return header;
}
