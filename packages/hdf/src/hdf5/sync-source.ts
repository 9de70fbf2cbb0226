import { nodeModule } from "../source/path.ts";
import { Failure, toIoFailure } from "./failure.ts";

/** Bytes that can be read at once, as libhdf5 needs them. */
export interface SyncSource {
  readonly size: number;
  /** Fill `target` from `offset`; the range is within the source. Throws when it cannot. */
  readSync(offset: number, target: Uint8Array): void;
  close(): void;
}

/** A source whose errors, whatever they are, are failures of I/O. */
export function guardSource(source: SyncSource): SyncSource {
  return {
    size: source.size,
    readSync: (offset, target) => asIo(() => source.readSync(offset, target)),
    close: () => source.close(),
  };
}

/** @throws Failure */
function asIo<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw toIoFailure(error);
  }
}

/** Bytes in memory, without another copy of them. */
export function bytesSource(bytes: Uint8Array): SyncSource {
  return {
    size: bytes.length,
    readSync: (offset, target) => target.set(bytes.subarray(offset, offset + target.length)),
    close: () => {},
  };
}

/** A file in Node. */
export function pathSource(path: string): SyncSource {
  const fs = nodeModule("node:fs");
  if (fs === undefined) throw new Failure("HDF_UNSUPPORTED", "paths can be opened in Node only");
  const descriptor = asIo(() => fs.openSync(path, "r"));
  return {
    size: asIo(() => fs.fstatSync(descriptor).size),
    readSync: (offset, target) => {
      for (let done = 0; done < target.length; ) {
        const count = fs.readSync(descriptor, target, done, target.length - done, offset + done);
        if (count === 0) throw new Error(`the file ends before byte ${offset + target.length}`);
        done += count;
      }
    },
    close: () => fs.closeSync(descriptor),
  };
}

const blockSize = 2 ** 16;
const maxBlocks = 128;

/** Keep the last used blocks of a source whose reads are slow: libhdf5 reads metadata in very small pieces. */
export function cachedSource(source: SyncSource): SyncSource {
  const blocks = new Map<number, Uint8Array>();
  const getBlock = (index: number): Uint8Array => {
    let block = blocks.get(index);
    // Taken out and put back: the map's order is the order of use.
    blocks.delete(index);
    if (block === undefined) {
      block = new Uint8Array(Math.min(blockSize, source.size - index * blockSize));
      source.readSync(index * blockSize, block);
    }
    blocks.set(index, block);
    if (blocks.size > maxBlocks) {
      for (const oldest of blocks.keys()) {
        blocks.delete(oldest);
        break;
      }
    }
    return block;
  };
  return {
    size: source.size,
    readSync: (offset, target) => {
      if (target.length >= blockSize) return source.readSync(offset, target);
      for (let done = 0; done < target.length; ) {
        const at = offset + done;
        const index = Math.floor(at / blockSize);
        const start = at - index * blockSize;
        const part = getBlock(index).subarray(start, start + target.length - done);
        target.set(part, done);
        done += part.length;
      }
    },
    close: () => {
      blocks.clear();
      source.close();
    },
  };
}

/** A Blob in a worker of a browser. */
export function blobSource(blob: Blob): SyncSource {
  const Reader = (globalThis as { FileReaderSync?: new () => { readAsArrayBuffer(blob: Blob): ArrayBuffer } })
    .FileReaderSync;
  if (Reader === undefined) throw new Failure("HDF_UNSUPPORTED", "a Blob cannot be read synchronously in this worker");
  const reader = new Reader();
  return {
    size: blob.size,
    readSync: (offset, target) => {
      target.set(new Uint8Array(reader.readAsArrayBuffer(blob.slice(offset, offset + target.length))));
    },
    close: () => {},
  };
}
