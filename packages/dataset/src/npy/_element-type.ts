import type { NumpyDtype } from "./types.ts";

/** How the elements of an array are stored. */
export interface ElementType {
  readonly dtype: NumpyDtype;
  /** Bytes of one element; at least 1. */
  readonly itemSize: number;
  readonly littleEndian: boolean;
  /** Unit of datetime64 and timedelta64. */
  readonly unit?: string;
}

/** Makes the error that a caller wants for bad data. */
export type Fail = (problem: string) => Error;

const dtypeOfCode: ReadonlyMap<string, NumpyDtype> = new Map([
  ["b1", "bool"],
  ["i1", "int8"],
  ["u1", "uint8"],
  ["i2", "int16"],
  ["u2", "uint16"],
  ["i4", "int32"],
  ["u4", "uint32"],
  ["i8", "int64"],
  ["u8", "uint64"],
  ["f2", "float16"],
  ["f4", "float32"],
  ["f8", "float64"],
  ["c8", "complex64"],
  ["c16", "complex128"],
  ["M8", "datetime64"],
  ["m8", "timedelta64"],
]);

/** No type of numpy that is read has larger elements. */
const maxItemSize = 2 ** 31 - 1;

/**
 * The element type of a description without its byte order, as `f4`, `U12` or `M8[25us]`.
 * @param order `<` or `>`; anything else where there is no order
 */
export function elementType(code: string, order: string, fail: Fail): ElementType {
  const [, kind = "", digits = "", unit] = /^([A-Za-z])(\d{0,10})(?:\[(\w{1,20})\])?$/.exec(code) ?? [];
  const littleEndian = order !== ">";
  if (kind === "O") throw fail("an array of Python objects is not read; save it with a numeric type");
  if (kind === "V") throw fail("an array of structured elements is not read; save each field as an array of its own");
  if (kind === "S" || kind === "U") return textType(kind, Number(digits), littleEndian, fail);
  const dtype = dtypeOfCode.get(kind + digits);
  if (dtype === undefined || (unit !== undefined && kind.toLowerCase() !== "m")) {
    throw fail(`element type '${code.slice(0, 40)}' is not read`);
  }
  const itemSize = Number(digits);
  if (itemSize > 1 && order !== "<" && order !== ">") throw fail(`element type '${code}' has no byte order`);
  return kind.toLowerCase() === "m"
    ? { dtype, itemSize, littleEndian, unit: unit ?? "generic" }
    : { dtype, itemSize, littleEndian };
}

function textType(kind: "S" | "U", length: number, littleEndian: boolean, fail: Fail): ElementType {
  const itemSize = kind === "U" ? 4 * length : length;
  // numpy itself stores no text of length 0, and no bytes would bound the number of elements.
  if (itemSize < 1 || itemSize > maxItemSize) throw fail(`text of ${length} characters an element is not read`);
  return { dtype: kind === "U" ? "str" : "bytes", itemSize, littleEndian };
}
