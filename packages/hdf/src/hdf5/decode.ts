import { swapBytes } from "../_swap-bytes.ts";
import { decodeText, trimPadding } from "../_text.ts";
import { elementSize, viewArray } from "../_typed-array.ts";
import type { ArrayOf, NumericDtype } from "../types.ts";
import type { NumberLayout, TextLayout } from "./datatype.ts";
import { Failure } from "./failure.ts";

/** Where elements lie in libhdf5's memory: `count` runs of `order` elements, `stride` bytes apart. */
export interface Place {
  readonly heap: Uint8Array<ArrayBuffer>;
  readonly address: number;
  readonly stride: number;
  readonly count: number;
  readonly order: number;
}

/** Copy numbers out of memory, as the bytes of the typed array of their dtype (little-endian, like WebAssembly). */
export function decodeNumbers(place: Place, layout: NumberLayout): Uint8Array<ArrayBuffer> {
  const raw = gather(place, layout.size);
  if (layout.bigEndian && layout.size > 1) swapBytes(raw, layout.size);
  if (layout.encoding === "native") return raw;
  if (layout.encoding === "half") return expandHalves(raw);
  const { offset, precision } = layout.encoding;
  return extractBits(raw, layout, offset, precision);
}

/** @throws Failure when text has more than `maxBytes` bytes */
export function checkTextSize(bytes: number, maxBytes: number): void {
  if (bytes <= maxBytes) return;
  throw new Failure("HDF_LIMIT", `the text has more than ${maxBytes} bytes (maxBytes); read a part of it`);
}

/** Text out of memory. @param check called with the bytes of all text so far, it throws when these are too many */
export function decodeStrings(place: Place, layout: TextLayout, check: (bytes: number) => void): string[] {
  const { heap, address, stride, count, order } = place;
  const pointers = new DataView(heap.buffer);
  const strings: string[] = [];
  let total = 0;
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < order; k++) {
      const at = address + i * stride + k * layout.size;
      const bytes = layout.variable ? bytesAt(heap, pointers.getUint32(at, true)) : heap.subarray(at, at + layout.size);
      total += bytes.length;
      check(total);
      strings.push(layout.variable ? decodeText(bytes) : decodeFixed(bytes, layout.padding));
    }
  }
  return strings;
}

/** Numbers over their bytes, which begin at a multiple of the element size. */
export function toArray<D extends NumericDtype>(
  dtype: D,
  { buffer, byteOffset, length }: Uint8Array<ArrayBuffer>,
): ArrayOf[D] {
  return viewArray(dtype, buffer, byteOffset, length / elementSize(dtype));
}

function gather({ heap, address, stride, count, order }: Place, size: number): Uint8Array<ArrayBuffer> {
  const run = size * order;
  if (stride === run) return copyOut(heap, address, run * count);
  const bytes = orLimit(run * count, () => new Uint8Array(run * count));
  for (let i = 0; i < count; i++) {
    const from = address + i * stride;
    bytes.set(heap.subarray(from, from + run), i * run);
  }
  return bytes;
}

/** @throws Failure without memory for the copy */
export function copyOut(heap: Uint8Array<ArrayBuffer>, address: number, length: number): Uint8Array<ArrayBuffer> {
  return orLimit(length, () => heap.slice(address, address + length));
}

function orLimit<T>(bytes: number, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    throw new Failure("HDF_LIMIT", `there is no memory for ${bytes} bytes; select less`, undefined, cause);
  }
}

/** A string of variable length ends with NUL; no string has the address 0. */
function bytesAt(heap: Uint8Array, address: number): Uint8Array {
  if (address === 0) return new Uint8Array(0);
  const end = heap.indexOf(0, address);
  return heap.subarray(address, end < 0 ? heap.length : end);
}

function decodeFixed(bytes: Uint8Array, padding: number): string {
  if (padding === 2) return trimPadding(decodeText(bytes));
  if (padding === 1) {
    let end = bytes.length;
    while (end > 0 && bytes[end - 1] === 0) end--;
    return decodeText(bytes.subarray(0, end));
  }
  const end = bytes.indexOf(0);
  return decodeText(end < 0 ? bytes : bytes.subarray(0, end));
}

/** IEEE 754 binary16, which typed arrays of Node 20 do not know, as float32, which holds all of them. */
function expandHalves(raw: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const halves = new Uint16Array(raw.buffer, raw.byteOffset, raw.length / 2);
  const floats = orLimit(halves.length * 4, () => new Float32Array(halves.length));
  for (const [i, half] of halves.entries()) {
    const exponent = (half >> 10) & 31;
    const mantissa = half & 1023;
    const magnitude =
      exponent === 0
        ? mantissa * 2 ** -24
        : exponent === 31
          ? mantissa === 0
            ? Number.POSITIVE_INFINITY
            : Number.NaN
          : (1 + mantissa / 1024) * 2 ** (exponent - 15);
    floats[i] = half & 0x8000 ? -magnitude : magnitude;
  }
  return new Uint8Array(floats.buffer);
}

/** The bits of N-bit integers, moved to bit 0 and extended by their sign. */
function extractBits(
  raw: Uint8Array<ArrayBuffer>,
  { dtype, size }: NumberLayout,
  offset: number,
  precision: number,
): Uint8Array<ArrayBuffer> {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
  const signed = dtype.startsWith("int");
  for (let at = 0; at < raw.length; at += size) {
    let bits = 0n;
    for (let k = size - 1; k >= 0; k--) bits = (bits << 8n) | BigInt(view.getUint8(at + k));
    bits >>= BigInt(offset);
    const value = signed ? BigInt.asIntN(precision, bits) : BigInt.asUintN(precision, bits);
    for (let k = 0; k < size; k++) view.setUint8(at + k, Number((value >> BigInt(8 * k)) & 255n));
  }
  return raw;
}
