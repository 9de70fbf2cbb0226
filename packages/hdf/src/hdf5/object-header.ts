import { Failure } from "./failure.ts";
import type { SyncSource } from "./sync-source.ts";

/** Messages of an object header that h5wasm has no function for (HDF5 File Format Specification, IV.A.2). */
export const messageType = {
  datatype: 3,
  oldFillValue: 4,
  fillValue: 5,
  externalFiles: 7,
  layout: 8,
  attribute: 12,
  continuation: 16,
  attributeInfo: 21,
} as const;

/** A message of an object header. */
export interface HeaderMessage {
  readonly type: number;
  readonly bytes: DataView;
}

/** What the superblock says about the rest of the file. */
export interface Superblock {
  /** Offset of the signature: all addresses count from here. */
  readonly base: number;
  readonly offsetSize: number;
  readonly lengthSize: number;
}

/** A file whose structures are read by their addresses. */
export interface FileBytes {
  readonly source: SyncSource;
  readonly superblock: Superblock;
}

const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const maxBlocks = 1000;
const maxBlockSize = 2 ** 24;

/** Find the superblock, behind a user block if there is one. @throws Failure */
export function readSuperblock(source: SyncSource): Superblock {
  for (let base = 0; base + 16 <= source.size; base = base === 0 ? 512 : base * 2) {
    const head = readBytes(source, base, 16);
    if (!signature.every((byte, i) => head.getUint8(i) === byte)) continue;
    // Versions 0 and 1 have four version numbers before the sizes.
    const at = head.getUint8(8) < 2 ? 13 : 9;
    const superblock = { base, offsetSize: head.getUint8(at), lengthSize: head.getUint8(at + 1) };
    if (![superblock.offsetSize, superblock.lengthSize].every((size) => size === 2 || size === 4 || size === 8)) break;
    return superblock;
  }
  throw new Failure("HDF_DAMAGED", "the superblock gives no sizes of addresses and lengths");
}

/**
 * All messages of the object header at `address`; with `follow`, a datatype that is shared is looked up.
 * @throws Failure when the header contradicts itself
 */
export function readHeader(file: FileBytes, address: number, follow: boolean = true): HeaderMessage[] {
  const { source, superblock } = file;
  // The longest prefix has 34 bytes; the header of a small object at the end of the file may be shorter.
  const rest = source.size - superblock.base - address;
  const start = readView(file, address, Math.max(16, Math.min(34, rest)));
  const isVersion2 = start.getUint32(0, true) === 0x5244484f; // "OHDR"
  const first = isVersion2 ? firstBlock2(start, address) : { address: address + 16, size: start.getUint32(8, true) };
  const trackOrder = isVersion2 && (start.getUint8(5) & 4) !== 0;
  const messages: HeaderMessage[] = [];
  const blocks = [first];
  for (const [n, block] of blocks.entries()) {
    // A damaged header can lead back to itself.
    if (n === maxBlocks || block.size > maxBlockSize) throw new Failure("HDF_DAMAGED", "its header does not end");
    const view = readView(file, block.address, block.size);
    for (const message of isVersion2 ? messages2(view, trackOrder) : messages1(view)) {
      if (message.type === messageType.continuation) {
        blocks.push(continuation(message.bytes, superblock, isVersion2));
      } else if ((message.flags & 2) === 0) {
        messages.push(message);
      } else if (follow && message.type === messageType.datatype) {
        const bytes = committedType(file, message.bytes);
        if (bytes !== undefined) messages.push({ type: message.type, bytes });
      }
    }
  }
  return messages;
}

interface Block {
  readonly address: number;
  readonly size: number;
}

type FlaggedMessage = HeaderMessage & { readonly flags: number };

function firstBlock2(start: DataView, address: number): Block {
  const flags = start.getUint8(5);
  const sizeAt = 6 + (flags & 32 ? 16 : 0) + (flags & 16 ? 4 : 0);
  const sizeLength = 1 << (flags & 3);
  return { address: address + sizeAt + sizeLength, size: Number(getUint(start, sizeAt, sizeLength)) };
}

function* messages1(view: DataView): Generator<FlaggedMessage> {
  for (let at = 0; at + 8 <= view.byteLength; ) {
    const size = view.getUint16(at + 2, true);
    yield { type: view.getUint16(at, true), flags: view.getUint8(at + 4), bytes: part(view, at + 8, size) };
    at += 8 + size;
  }
}

function* messages2(view: DataView, trackOrder: boolean): Generator<FlaggedMessage> {
  const head = trackOrder ? 6 : 4;
  for (let at = 0; at + head <= view.byteLength; ) {
    const size = view.getUint16(at + 1, true);
    yield { type: view.getUint8(at), flags: view.getUint8(at + 3), bytes: part(view, at + head, size) };
    at += head + size;
  }
}

function continuation(bytes: DataView, { offsetSize, lengthSize }: Superblock, isVersion2: boolean): Block {
  if (bytes.byteLength < offsetSize + lengthSize) throw new Failure("HDF_DAMAGED", "its header is cut off");
  const address = Number(getUint(bytes, 0, offsetSize));
  const size = Number(getUint(bytes, offsetSize, lengthSize));
  // Version 2: "OCHK" before and a checksum behind the messages.
  return isVersion2 ? { address: address + 4, size: Math.max(0, size - 8) } : { address, size };
}

/** The datatype message that a shared one refers to; undefined for one in the heap of shared messages. */
export function committedType(file: FileBytes, shared: DataView): DataView | undefined {
  const version = shared.getUint8(0);
  if (version === 3 && shared.getUint8(1) !== 2) return undefined;
  const address = Number(getUint(shared, version === 1 ? 8 : 2, file.superblock.offsetSize));
  const found = readHeader(file, address, false).find(({ type }) => type === messageType.datatype);
  if (found === undefined) throw new Failure("HDF_DAMAGED", "its committed datatype is missing");
  return found.bytes;
}

/** An unsigned little-endian integer of 1 to 8 bytes. */
export function getUint(view: DataView, at: number, size: number): bigint {
  let value = 0n;
  for (let k = size - 1; k >= 0; k--) value = (value << 8n) | BigInt(view.getUint8(at + k));
  return value;
}

/** A part of a message. @throws Failure when it is longer than the message */
export function part(view: DataView, at: number, size: number): DataView {
  if (at + size > view.byteLength) throw new Failure("HDF_DAMAGED", "a message of its header is cut off");
  return new DataView(view.buffer, view.byteOffset + at, size);
}

/** Is this the address of nothing (all bits set)? */
export function isUndefined(address: number, offsetSize: number): boolean {
  return address >= 2 ** (8 * offsetSize) - 1;
}

/** The bytes at an address. @throws Failure when they are not in the file */
export function readView({ source, superblock }: FileBytes, address: number, size: number): DataView {
  return readBytes(source, superblock.base + address, size);
}

function readBytes(source: SyncSource, offset: number, size: number): DataView {
  if (!(offset >= 0) || offset + size > source.size) {
    throw new Failure("HDF_DAMAGED", `its description leads to byte ${offset}, but the file has ${source.size} bytes`);
  }
  const bytes = new Uint8Array(size);
  source.readSync(offset, bytes);
  return new DataView(bytes.buffer);
}
