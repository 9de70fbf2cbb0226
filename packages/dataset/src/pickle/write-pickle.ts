import { numpyDescription } from "../npy/header.ts";
import type { WritableNumpyArray } from "../npy/types.ts";
import { elementBytes } from "../npy/write-npy.ts";
import { PickleBytes } from "./_pickle-bytes.ts";
import { PickleTuple, type WritablePickleValue } from "./types.ts";

/** Deeper nesting is a list or dict that contains itself. */
const maxDepth = 200;

/** Protocol 3, the oldest with bytes, counts bytes with 4 bytes. */
const maxBytes = 2 ** 32 - 1;

/**
 * A pickle, protocol 3, for any Python 3. Arrays are written as numpy writes them, by a name that numpy 1 and 2 load
 * without a warning (`numpy.core.multiarray._reconstruct`). The same value gives the same bytes: nothing depends on
 * which parts are shared.
 *
 * Whole numbers become int and others float; Map becomes dict (in its order), array list, {@link PickleTuple} tuple, Set
 * set, Uint8Array bytes; `{ dtype, shape, data }` becomes a numpy array.
 *
 * @throws TypeError for a value of another type, RangeError for text with half a surrogate pair, data that does not fit
 *   its shape, more than 200 levels of nesting, and a single value of 4 GiB or more
 *
 * @example
 * ```ts
 * import { PickleTuple, writePickle } from "@atcs/dataset";
 *
 * const rows = { dtype: "float64", shape: [2], data: new Float64Array([10.5, 11.25]) } as const;
 * const columns = { dtype: "float64", shape: [2], data: new Float64Array([50, 50.125]) } as const;
 * const file = writePickle(new Map([["patch_idx", PickleTuple.of(rows, columns)]]));
 * ```
 */
export function writePickle(value: WritablePickleValue): Uint8Array<ArrayBuffer> {
  const out = new PickleBytes();
  out.putText("\x80\x03");
  write(out, value, 0);
  out.putText(".");
  return out.finish();
}

function write(out: PickleBytes, value: WritablePickleValue, depth: number): void {
  if (depth > maxDepth)
    throw new RangeError(`more than ${maxDepth} levels of nesting, or a value that contains itself`);
  if (value === null) out.putText("N");
  else if (typeof value === "boolean") out.putText(value ? "\x88" : "\x89");
  else if (typeof value === "number") writeNumber(out, value);
  else if (typeof value === "bigint") writeInteger(out, value);
  else if (typeof value === "string") writeString(out, value);
  else if (value instanceof Uint8Array) writeBytes(out, value);
  else if (Array.isArray(value)) writeArray(out, value, depth);
  else if (value instanceof Map) writeMap(out, value, depth);
  else if (value instanceof Set) writeSet(out, value, depth);
  else if (typeof value === "object" && "dtype" in value) writeNumpyArray(out, value);
  else throw new TypeError(`${Object.prototype.toString.call(value)} cannot be pickled`);
}

function writeNumber(out: PickleBytes, value: number): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) writeInteger(out, BigInt(value));
  else {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value);
    out.putText("G");
    out.putBytes(bytes);
  }
}

function writeInteger(out: PickleBytes, value: bigint): void {
  if (value >= 0n && value < 0x100n) out.put("K".charCodeAt(0), Number(value));
  else if (value >= 0n && value < 0x10000n) out.put("M".charCodeAt(0), Number(value & 0xffn), Number(value >> 8n));
  else if (BigInt.asIntN(32, value) === value) out.putUint32("J", Number(value));
  else {
    let length = 5;
    while (BigInt.asIntN(8 * length, value) !== value) length++;
    if (length > 255) throw new RangeError(`an integer of ${length} bytes: expected at most 255`);
    out.put(0x8a, length);
    for (let i = 0; i < length; i++) out.put(Number((value >> BigInt(8 * i)) & 0xffn));
  }
}

function writeString(out: PickleBytes, value: string): void {
  if (/\p{Surrogate}/u.test(value)) throw new RangeError("text with half a surrogate pair cannot be pickled");
  const bytes = new TextEncoder().encode(value);
  checkLength(bytes);
  out.putUint32("X", bytes.length);
  out.putBytes(bytes);
}

function writeBytes(out: PickleBytes, bytes: Uint8Array): void {
  checkLength(bytes);
  if (bytes.length < 0x100) out.put("C".charCodeAt(0), bytes.length);
  else out.putUint32("B", bytes.length);
  out.putBytes(bytes);
}

function checkLength({ length }: Uint8Array): void {
  if (length > maxBytes) throw new RangeError(`a value of ${length} bytes: expected at most ${maxBytes}`);
}

function writeArray(out: PickleBytes, items: readonly WritablePickleValue[], depth: number): void {
  if (items instanceof PickleTuple) writeTuple(out, items, depth);
  else writeItems(out, "]", "e", items, depth);
}

function writeTuple(out: PickleBytes, items: readonly WritablePickleValue[], depth: number): void {
  if (items.length > 3) out.putText("(");
  for (const item of items) write(out, item, depth + 1);
  out.putText([")", "\x85", "\x86", "\x87"][items.length] ?? "t");
}

function writeMap(out: PickleBytes, map: ReadonlyMap<WritablePickleValue, WritablePickleValue>, depth: number): void {
  checkHashable([...map.keys()]);
  writeItems(out, "}", "u", [...map].flat(1), depth);
}

/** A container, and the instruction that adds everything after a mark to it. */
function writeItems(
  out: PickleBytes,
  container: string,
  adding: string,
  items: readonly WritablePickleValue[],
  depth: number,
): void {
  out.putText(container);
  if (items.length === 0) return;
  out.putText("(");
  for (const item of items) write(out, item, depth + 1);
  out.putText(adding);
}

function writeSet(out: PickleBytes, set: ReadonlySet<WritablePickleValue>, depth: number): void {
  checkHashable([...set]);
  out.putText("cbuiltins\nset\n");
  writeItems(out, "]", "e", [...set], depth);
  out.putText("\x85R");
}

/** Python would fail to load keys that can change. */
function checkHashable(keys: readonly WritablePickleValue[]): void {
  for (const key of keys) {
    if (key instanceof PickleTuple) checkHashable(key);
    else if (typeof key === "object" && key !== null && !(key instanceof Uint8Array)) {
      throw new TypeError("a list, dict, set or array cannot be the key of a dict or member of a set");
    }
  }
}

function writeNumpyArray(out: PickleBytes, array: WritableNumpyArray): void {
  const bytes = elementBytes(array);
  const descr = numpyDescription(array.dtype);
  out.putText("cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85C\x01b\x87R");
  // State: version 1, shape, dtype, not in Fortran order, elements.
  out.putText("(K\x01");
  writeTuple(out, array.shape, 0);
  out.putText("cnumpy\ndtype\n");
  writeString(out, descr.slice(1));
  // dtype(code, align=False, copy=True), with the state (3, order, None, None, None, -1, -1, 0).
  out.putText("\x89\x88\x87R(K\x03");
  writeString(out, descr.slice(0, 1));
  out.putText("NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89");
  writeBytes(out, bytes);
  out.putText("tb");
}
