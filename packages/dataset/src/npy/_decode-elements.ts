import { hostIsLittleEndian, swappedBytes } from "./_byte-order.ts";
import type { ElementType, Fail } from "./_element-type.ts";
import type { NumpyData, NumpyDtype } from "./types.ts";

type NumberDtype = Exclude<NumpyDtype, "bool" | "float16" | "bytes" | "str">;

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
  complex64: Float32Array,
  complex128: Float64Array,
  datetime64: BigInt64Array,
  timedelta64: BigInt64Array,
} as const satisfies Record<NumberDtype, unknown>;

/**
 * The elements in `bytes`, whose length is a multiple of the type's. The result is a view of `bytes` where their
 * position in memory and their order allow it.
 */
export function decodeElements(type: ElementType, bytes: Uint8Array, fail: Fail): NumpyData[NumpyDtype] {
  const { dtype, itemSize, littleEndian } = type;
  if (dtype === "bool") return zerosAndOnes(bytes);
  if (dtype === "bytes") return decodeBytes(bytes, itemSize);
  if (dtype === "str") return decodeText(bytes, itemSize, littleEndian, fail);
  const isComplex = dtype === "complex64" || dtype === "complex128";
  const numbers = inHostOrder(bytes, isComplex ? itemSize / 2 : itemSize, littleEndian);
  if (dtype === "float16") return widenHalves(viewOf(Uint16Array, numbers));
  return viewOf<NumpyData[NumberDtype]>(constructors[dtype] as ElementConstructor<NumpyData[NumberDtype]>, numbers);
}

/** numpy writes booleans as 0 and 1, and takes any other value for true. */
function zerosAndOnes(bytes: Uint8Array): Uint8Array {
  return bytes.some((value) => value > 1) ? bytes.map((value) => (value === 0 ? 0 : 1)) : bytes;
}

function inHostOrder(bytes: Uint8Array, size: number, littleEndian: boolean): Uint8Array {
  return size === 1 || littleEndian === hostIsLittleEndian ? bytes : swappedBytes(bytes, size);
}

interface ElementConstructor<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
}

function viewOf<T>(Elements: ElementConstructor<T>, bytes: Uint8Array): T {
  const size = Elements.BYTES_PER_ELEMENT;
  const { buffer, byteOffset, length } = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  return new Elements(buffer, byteOffset, length / size);
}

/** IEEE 754 half precision: 1 bit of sign, 5 of exponent, 10 of fraction. */
function widenHalves(halves: Uint16Array): Float32Array {
  const wide = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i] as number;
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0x1f) wide[i] = fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    else if (exponent === 0) wide[i] = sign * fraction * 2 ** -24;
    else wide[i] = sign * (1024 + fraction) * 2 ** (exponent - 25);
  }
  return wide;
}

function decodeBytes(bytes: Uint8Array, itemSize: number): string[] {
  return Array.from({ length: bytes.length / itemSize }, (_, i) => {
    let end = (i + 1) * itemSize;
    while (end > i * itemSize && bytes[end - 1] === 0) end--;
    return latin1Text(bytes.subarray(i * itemSize, end));
  });
}

/** One character per byte; TextDecoder's "latin1" is Windows-1252 instead. */
export function latin1Text(bytes: Uint8Array): string {
  let text = "";
  // Not all at once: there is a limit to the number of arguments.
  for (let start = 0; start < bytes.length; start += 4096) {
    text += String.fromCharCode(...bytes.subarray(start, start + 4096));
  }
  return text;
}

function decodeText(bytes: Uint8Array, itemSize: number, littleEndian: boolean, fail: Fail): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / itemSize }, (_, i) => {
    let end = (i + 1) * itemSize;
    while (end > i * itemSize && view.getUint32(end - 4) === 0) end -= 4;
    let text = "";
    for (let at = i * itemSize; at < end; at += 4) {
      const code = view.getUint32(at, littleEndian);
      if (code > 0x10ffff) throw fail(`element ${i} holds ${code}, which is no character of Unicode`);
      text += String.fromCodePoint(code);
    }
    return text;
  });
}
