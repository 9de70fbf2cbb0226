import { endianness } from "node:os";
import type { Dtype } from "@atcs/hdf";
import { dtypeOf, peek, type Slab, shapeOf, type Values } from "./values.ts";

// Typed arrays have the byte order of the machine: "<" on every one that Node is built for but IBM Z.
const order = endianness() === "LE" ? "<" : ">";

const numbers: Partial<Record<Dtype, string>> = {
  int8: "|i1",
  uint8: "|u1",
  int16: `${order}i2`,
  uint16: `${order}u2`,
  int32: `${order}i4`,
  uint32: `${order}u4`,
  int64: `${order}i8`,
  uint64: `${order}u8`,
  float32: `${order}f4`,
  float64: `${order}f8`,
};

/**
 * An array as a NumPy file, version 1.0, C order (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 * Text becomes fixed-length Unicode ("<U12") and is read twice, because its greatest length stands first.
 */
export async function* arrayNpy(values: Values): AsyncGenerator<Uint8Array> {
  const { first, all } = await peek(values.slabs());
  const shape = shapeOf(values);
  const descr = numbers[dtypeOf(first.data)];
  if (descr !== undefined) {
    yield npyHeader(descr, shape);
    for await (const { data } of all)
      if (!isText(data)) yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return;
  }
  const length = await longestText(all);
  yield npyHeader(`${order}U${length}`, shape);
  for await (const { data } of values.slabs()) if (isText(data)) yield encodeTexts(data, length);
}

/** The part of the file before the data; its length is a multiple of 64. */
export function npyHeader(descr: string, shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const fixed = 10;
  const total = Math.ceil((fixed + text.length + 1) / 64) * 64;
  const header = new Uint8Array(total).fill(0x20);
  header.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  new DataView(header.buffer).setUint16(8, total - fixed, true);
  header.set(new TextEncoder().encode(text), fixed);
  header[total - 1] = 0x0a;
  return header;
}

function isText(data: Slab["data"]): data is readonly string[] {
  return Array.isArray(data);
}

async function longestText(slabs: AsyncIterable<Slab>): Promise<number> {
  // NumPy has no text of length 0.
  let longest = 1;
  for await (const { data } of slabs) {
    for (const text of data) longest = Math.max(longest, [...String(text)].length);
  }
  return longest;
}

/** UTF-32, padded with zeros. */
function encodeTexts(texts: readonly string[], length: number): Uint8Array {
  const codes = new Uint32Array(texts.length * length);
  for (const [i, text] of texts.entries()) {
    let position = i * length;
    for (const character of text) codes[position++] = character.codePointAt(0)!;
  }
  return new Uint8Array(codes.buffer);
}
