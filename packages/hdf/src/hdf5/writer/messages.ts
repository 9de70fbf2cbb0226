import { ByteBuilder } from "../../_byte-builder.ts";
import type { CheckedFilters } from "./filters.ts";

/** Types of object header messages (format specification IV.A.2). */
export const messageTypes = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  fillValue: 0x05,
  link: 0x06,
  layout: 0x08,
  groupInfo: 0x0a,
  filters: 0x0b,
  attribute: 0x0c,
  attributeInfo: 0x15,
} as const;

/** A message of an object header. */
export interface Message {
  readonly type: number;
  readonly data: Uint8Array;
  /** Place in the order of creation; only attributes have one. */
  readonly order?: number;
}

/** Messages have a length field of two bytes. */
export const maxMessageSize = 65535;

// Both orders of creation are tracked, as by the netCDF library, so that readers list things as they were written.
const trackedAndIndexed = 0b11;
// Beyond this number libhdf5 would keep links and attributes in a heap when it writes; the default of the library.
const defaultMaxCompact = 8;
const defaultMinDense = 6;

/** Counts of links or attributes that stay in the header when libhdf5 adds more. */
export function phaseChange(count: number): { maxCompact: number; minDense: number } {
  return { maxCompact: Math.min(Math.max(count, defaultMaxCompact), 65535), minDense: defaultMinDense };
}

/** Version 2; `[]` is a scalar. */
export function encodeDataspace(shape: readonly number[]): Uint8Array {
  const message = new ByteBuilder("little-endian")
    .u8(2)
    .u8(shape.length)
    .u8(0)
    .u8(shape.length === 0 ? 0 : 1);
  for (const size of shape) message.u64(size);
  return message.finish();
}

/** Version 3; without a value the format's default, zeros, applies. */
export function encodeFillValue(value: Uint8Array | null, chunked: boolean): Uint8Array {
  const allocationTime = chunked ? 3 : 2; // incremental, late
  const writeTime = 2; // if a value is set
  const message = new ByteBuilder("little-endian")
    .u8(3)
    .u8(allocationTime | (writeTime << 2) | (value === null ? 0 : 0x20));
  return value === null ? message.finish() : message.u32(value.length).bytes(value).finish();
}

export function encodeContiguousLayout(address: number | null, size: number): Uint8Array {
  return new ByteBuilder("little-endian").u8(3).u8(1).address(address).u64(size).finish();
}

/** Layout version 3: chunks indexed by a B-tree of version 1, the one index that readers of HDF5 1.8 know. */
export function encodeChunkedLayout(tree: number | null, chunks: readonly number[], elementSize: number): Uint8Array {
  const message = new ByteBuilder("little-endian")
    .u8(3)
    .u8(2)
    .u8(chunks.length + 1)
    .address(tree);
  for (const length of [...chunks, elementSize]) message.u32(length);
  return message.finish();
}

/** Filter pipeline, version 2. */
export function encodeFilters({ shuffle, deflate }: CheckedFilters, elementSize: number): Uint8Array {
  const filters: [id: number, parameter: number][] = [];
  if (shuffle) filters.push([2, elementSize]);
  if (deflate !== undefined) filters.push([1, deflate]);
  const message = new ByteBuilder("little-endian").u8(2).u8(filters.length);
  // Flag 1: optional, as libhdf5 marks these two; then one parameter each.
  for (const [id, parameter] of filters) message.u16(id).u16(1).u16(1).u32(parameter);
  return message.finish();
}

/** Link info, version 0; the undefined addresses say that the links are in the header. */
export function encodeLinkInfo(count: number): Uint8Array {
  return new ByteBuilder("little-endian")
    .u8(0)
    .u8(trackedAndIndexed)
    .u64(count)
    .address(null)
    .address(null)
    .address(null)
    .finish();
}

export function encodeGroupInfo(links: number): Uint8Array {
  const { maxCompact, minDense } = phaseChange(links);
  return new ByteBuilder("little-endian").u8(0).u8(1).u16(maxCompact).u16(minDense).finish();
}

/** Attribute info, version 0; the undefined addresses say that the attributes are in the header. */
export function encodeAttributeInfo(count: number): Uint8Array {
  return new ByteBuilder("little-endian")
    .u8(0)
    .u8(trackedAndIndexed)
    .u16(count)
    .address(null)
    .address(null)
    .address(null)
    .finish();
}

/** A hard link, version 1. */
export function encodeLink(name: Uint8Array, order: number, target: number): Uint8Array {
  const flags = 0b10100 | (name.length > 255 ? 1 : 0); // with order of creation and character set; width of the length
  const message = new ByteBuilder("little-endian")
    .u8(1)
    .u8(flags)
    .u64(order)
    .u8(isAscii(name) ? 0 : 1);
  if (name.length > 255) message.u16(name.length);
  else message.u8(name.length);
  return message.bytes(name).address(target).finish();
}

export function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80);
}
