import { Failure } from "./failure.ts";
import { type FileBytes, getUint, readView, type Superblock } from "./object-header.ts";
import type { SyncSource } from "./sync-source.ts";

const signature = [0x48, 0x45, 0x41, 0x50]; // "HEAP"
/** libhdf5 reads no metadata in larger pieces, except the data of heaps whose headers it has read. */
const maxMetadataRead = 2 ** 20;
/** What stands for no free block: no offset is odd. */
const noBlock = 1;

/**
 * A source for libhdf5 that refuses local heaps (format specification III.D) whose free blocks lead back to themselves:
 * libhdf5 lists them without an end. It may read a heap along with its neighbours, so that every read is looked through.
 */
export function guardLocalHeaps(source: SyncSource, superblock: Superblock): SyncSource {
  const file = { source, superblock };
  return {
    size: source.size,
    readSync: (offset, target) => {
      source.readSync(offset, target);
      if (target.length > maxMetadataRead) return;
      for (let at = target.indexOf(signature[0]!); at >= 0; at = target.indexOf(signature[0]!, at + 1)) {
        // A signature that is cut off may go on in the next read.
        if (signature.every((byte, i) => at + i >= target.length || target[at + i] === byte)) {
          checkFreeList(file, offset + at);
        }
      }
    },
    close: () => source.close(),
  };
}

/** Anything else that is wrong is left to libhdf5, because data can look like a heap. @throws Failure for a circle */
function checkFreeList(file: FileBytes, offset: number): void {
  const { base, offsetSize, lengthSize } = file.superblock;
  const headerSize = 8 + 2 * lengthSize + offsetSize;
  if (offset < base || offset + headerSize > file.source.size) return;
  const header = readView(file, offset - base, headerSize);
  if (!signature.every((byte, i) => header.getUint8(i) === byte)) return;
  const size = Number(getUint(header, 8, lengthSize));
  const data = Number(getUint(header, 8 + 2 * lengthSize, offsetSize));
  if (size < lengthSize || base + data + size > file.source.size) return;
  let block = Number(getUint(header, 8 + lengthSize, lengthSize));
  // Brent's algorithm: a circle comes back to the marked block once it is in it and the mark stays long enough.
  let marked = noBlock;
  for (let steps = 0, nextMark = 1; block !== noBlock && block <= size - lengthSize; steps++) {
    if (block === marked) {
      throw new Failure("HDF_DAMAGED", `the free blocks of the local heap at byte ${offset} lead in a circle`);
    }
    if (steps === nextMark) {
      marked = block;
      nextMark *= 2;
    }
    block = Number(getUint(readView(file, data + block, lengthSize), 0, lengthSize));
    // An error for libhdf5, and what comes of data that only look like a heap.
    if (block === 0) return;
  }
}
