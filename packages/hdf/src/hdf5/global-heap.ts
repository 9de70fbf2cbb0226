import { Failure } from "./failure.ts";
import { getUint, type Superblock } from "./object-header.ts";
import type { SyncSource } from "./sync-source.ts";

/** "GCOL" and version 1 with its reserved bytes. */
const signature = [0x47, 0x43, 0x4f, 0x4c, 1, 0, 0, 0];
/** Bytes of the header of a collection, and of an object in it: lengths shorter than 8 are padded. */
const headerSize = 16;
/** libhdf5 asks for so many bytes before it knows the size of a collection. */
const firstRead = 4096;
const windowSize = 2 ** 16;

/**
 * A source for libhdf5 that refuses damaged collections of the global heap (format specification III.E), where strings
 * and references of variable length are kept. libhdf5 goes from object to object without a check that it gets on, and
 * nothing can stop it then. It reads a collection always from its start, never along with something before it, so that
 * every collection passes here, whatever leads to it.
 */
export function guardGlobalHeap(source: SyncSource, { lengthSize }: Superblock): SyncSource {
  return {
    size: source.size,
    readSync: (offset, target) => {
      source.readSync(offset, target);
      // Raw data can look the same, but hardly in a read as short as this.
      if (target.length >= headerSize && target.length <= firstRead && isCollection(target)) {
        checkCollection(source, offset, lengthSize);
      }
    },
    close: () => source.close(),
  };
}

function isCollection(bytes: Uint8Array): boolean {
  return signature.every((byte, i) => bytes[i] === byte);
}

/** @throws Failure when the objects do not fill the collection one after the other */
function checkCollection(source: SyncSource, offset: number, lengthSize: number): void {
  const size = lengthAt(readWindow(source, offset, headerSize), 0, lengthSize);
  if (size > source.size - offset) throw damaged(offset, `ends behind the file, after ${size} bytes`);
  let start = 0;
  let window = readWindow(source, offset, Math.min(size, firstRead));
  // What is too short for a header is free.
  for (let at = headerSize; at + headerSize <= size; ) {
    if (at + headerSize > start + window.byteLength) {
      start = at;
      window = readWindow(source, offset + start, Math.min(size - start, windowSize));
    }
    const index = window.getUint16(at - start, true);
    const length = lengthAt(window, at - start, lengthSize);
    // Object 0 is the free space, whose length is with its header.
    const taken = index === 0 ? length : headerSize + length;
    if (taken === 0 || taken > size - at) throw damaged(offset, `has an object of ${length} bytes at ${at} of ${size}`);
    at += index === 0 ? taken : Math.ceil(taken / 8) * 8;
  }
}

/** The length in the header of a collection or object: both have it behind eight bytes. */
function lengthAt(view: DataView, at: number, lengthSize: number): number {
  return Number(getUint(view, at + 8, lengthSize));
}

function readWindow(source: SyncSource, offset: number, size: number): DataView<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  source.readSync(offset, bytes);
  return new DataView(bytes.buffer);
}

function damaged(offset: number, what: string): Failure {
  return new Failure("HDF_DAMAGED", `the collection of the global heap at byte ${offset} ${what}`);
}
