import type { ArrayOf, NdArray, NumericDtype } from "./types.ts";

/** Element types that a writer stores as numbers or bytes. */
export type StoredDtype = NumericDtype | "char8" | "uchar8";

const constructors = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
  char8: Uint8Array,
  uchar8: Uint8Array,
} as const satisfies Record<StoredDtype, unknown>;

/** The typed array that holds the elements of a type when writing; it may lie in shared memory. */
export interface StoredArrayOf {
  int8: Int8Array;
  uint8: Uint8Array;
  int16: Int16Array;
  uint16: Uint16Array;
  int32: Int32Array;
  uint32: Uint32Array;
  int64: BigInt64Array;
  uint64: BigUint64Array;
  float32: Float32Array;
  float64: Float64Array;
  char8: Uint8Array;
  uchar8: Uint8Array;
}

/** A typed array over any kind of buffer. */
export type AnyTypedArray = StoredArrayOf[StoredDtype];

/** A list of numbers that a type holds; 64-bit integers are bigints. */
export type NumberListOf<D extends StoredDtype> = D extends "int64" | "uint64" ? readonly bigint[] : readonly number[];

/** Values in C order: the type's own array, or numbers that the type can hold. */
export type StoredValues<D extends StoredDtype> = StoredArrayOf[D] | NumberListOf<D>;

/** The same, or an ndarray with any strides. */
export type StoredInput<D extends StoredDtype> = StoredValues<D> | NdArray<ArrayOf[D]>;

const dtypeOfTag: ReadonlyMap<string, NumericDtype> = new Map(
  Object.entries(constructors)
    .filter(([dtype]) => dtype !== "char8" && dtype !== "uchar8")
    .map(([dtype, array]) => [array.name, dtype as NumericDtype]),
);

/** Element type of a typed array (of any realm), or undefined for anything else. */
export function dtypeOfArray(value: unknown): NumericDtype | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  return dtypeOfTag.get((value as unknown as Record<symbol, string>)[Symbol.toStringTag] ?? "");
}

/** Is this the name of an element type that can be stored? */
export function isStoredDtype(dtype: unknown): dtype is StoredDtype {
  return typeof dtype === "string" && Object.hasOwn(constructors, dtype);
}

/** Bytes of an element. */
export function elementSize(dtype: StoredDtype): number {
  return constructors[dtype].BYTES_PER_ELEMENT;
}

/** A new, zeroed array for elements of a type. */
export function newArray<D extends StoredDtype>(dtype: D, length: number): ArrayOf[D] {
  return new constructors[dtype](length) as ArrayOf[D];
}

/** The array of a type over a part of a buffer, in the machine's byte order. */
export function viewArray<D extends StoredDtype>(
  dtype: D,
  buffer: ArrayBuffer,
  byteOffset: number,
  length: number,
): ArrayOf[D] {
  return new constructors[dtype](buffer, byteOffset, length) as ArrayOf[D];
}

/**
 * The elements of `values` as the typed array of `dtype`: such an array itself, or numbers that the type holds exactly
 * (floats are rounded, but not to infinity). `what` names the object in errors.
 * @throws TypeError for anything else, RangeError for a number that the type cannot hold
 */
export function toTypedArray(dtype: StoredDtype, values: unknown, what: string): AnyTypedArray {
  const found = dtypeOfArray(values);
  const wanted = dtype === "char8" || dtype === "uchar8" ? "uint8" : dtype;
  if (found === wanted) return values as AnyTypedArray;
  if (!Array.isArray(values)) {
    const got = found === undefined ? describeType(values) : `${found} values`;
    throw new TypeError(`${what}: expected ${constructors[dtype].name} or an array of numbers (${dtype}), got ${got}`);
  }
  const array = newArray(dtype, values.length);
  const isHeld = dtype.startsWith("float") ? isRounded : isSame;
  const kind = dtype === "int64" || dtype === "uint64" ? "bigint" : "number";
  for (const [i, value] of values.entries()) {
    if (typeof value !== kind) {
      throw new TypeError(`${what}: element ${i} is ${describeType(value)}, expected a ${kind} for ${dtype}`);
    }
    array[i] = value;
    if (!isHeld(value, array[i] as number | bigint)) {
      throw new RangeError(`${what}: element ${i} is ${value}, which ${dtype} cannot hold`);
    }
  }
  return array;
}

function isSame(value: number | bigint, stored: number | bigint): boolean {
  return value === stored;
}

/** Is it the same number but for its precision? A float that is too large for its type becomes an infinity. */
function isRounded(value: number | bigint, stored: number | bigint): boolean {
  return Number.isFinite(value) === Number.isFinite(stored);
}

function describeType(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  return value.constructor?.name ?? "an object";
}
