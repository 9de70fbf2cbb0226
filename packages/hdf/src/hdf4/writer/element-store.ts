import { ByteBuilder } from "../../_byte-builder.ts";
import { ClosedError, LimitError } from "../../errors.ts";
import type { OpenSink } from "../../sink.ts";
import { tags } from "../tags.ts";

/** Offsets and lengths are signed 32-bit numbers. */
const maxFileBytes = 2 ** 31 - 1;
const maxRef = 65535;
const magic = [0x0e, 0x03, 0x13, 0x01];
/** Descriptors in the block at the start of the file; more go into blocks at its end. */
const firstBlockSize = 200;
const laterBlockSize = 4096;
const headBytes = magic.length + blockBytes(firstBlockSize);
const bufferBytes = 2 ** 16;

interface Descriptor {
  readonly tag: number;
  readonly ref: number;
  readonly offset: number;
  readonly length: number;
}

/**
 * The lowest layer of the file: elements, each with tag, reference number and bytes, and the descriptors (DDs) that
 * lead to them. Elements are placed at the moment of the call, so that the file depends on the order of the calls only;
 * small ones are gathered before they go to the sink.
 */
export class ElementStore {
  /** Name of the file, for errors. */
  readonly fileName: string | undefined;
  readonly #sink: OpenSink;
  readonly #descriptors: Descriptor[] = [];
  /** Last reference number given out, by series. */
  readonly #lastRef = new Map<string, number>();
  #end = headBytes;
  #buffer = new Uint8Array(bufferBytes);
  #buffered = 0;
  /** Writes reach the sink one after the other; after one failed, all do. */
  #queue: Promise<void> = Promise.resolve();
  #aborted = false;

  constructor(sink: OpenSink) {
    this.#sink = sink;
    this.fileName = sink.name;
  }

  /**
   * A reference number that no element has. Like libhdf4, all elements share one series, except the many chunks and
   * compressed elements, which have one for each tag.
   * @throws LimitError when the 65535 are used up
   */
  newRef(series: "chunk" | "compressed" | "object" = "object"): number {
    const ref = (this.#lastRef.get(series) ?? 0) + 1;
    if (ref > maxRef) {
      const things = { chunk: "chunks", compressed: "compressed elements or chunks", object: "objects and attributes" };
      throw new LimitError(`HDF4 files hold at most ${maxRef} ${things[series]}`, { file: this.fileName });
    }
    this.#lastRef.set(series, ref);
    return ref;
  }

  /** Add an element. The bytes are not changed afterwards. */
  put(tag: number, ref: number, bytes: Uint8Array): Promise<void> {
    if (bytes.length > bufferBytes) return this.write(this.reserve(tag, ref, bytes.length), bytes);
    const flushed = this.#buffered + bytes.length > bufferBytes ? this.#flush() : Promise.resolve();
    this.#allocate(tag, ref, bytes.length);
    this.#buffer.set(bytes, this.#buffered);
    this.#buffered += bytes.length;
    return flushed;
  }

  /** Add an element whose bytes follow by `write`; its offset. Bytes never written are zero. */
  reserve(tag: number, ref: number, length: number): number {
    // What is gathered must end where the file ends.
    this.#flush();
    return this.#allocate(tag, ref, length);
  }

  /** Add a descriptor without data, as libhdf4 does for a Vdata without records. */
  putEmpty(tag: number, ref: number): void {
    this.#descriptors.push({ tag, ref, offset: -1, length: -1 });
  }

  /** Write a part of a reserved element. */
  write(offset: number, bytes: Uint8Array): Promise<void> {
    const written = this.#queue.then(() => {
      if (this.#aborted)
        throw new ClosedError({ file: this.fileName }, "the file was given up before this was written");
      return this.#sink.write(offset, bytes);
    });
    // A failure reaches whoever awaits this write or any later one, `finish` at the latest.
    written.catch(() => {});
    this.#queue = written;
    return written;
  }

  /** Write what is still gathered, and the descriptors; complete the file. */
  async finish(): Promise<void> {
    this.#flush();
    const blocks = splitBlocks(this.#descriptors);
    const offsets = blocks.map((block, i) => (i === 0 ? magic.length : this.#extend(blockBytes(block.length))));
    for (const [i, block] of blocks.entries()) {
      const bytes = encodeBlock(block, offsets[i + 1] ?? 0);
      this.write(offsets[i]!, bytes);
    }
    await this.write(0, new Uint8Array(magic));
    await this.#sink.finish();
  }

  /** Wait for the write under way, then leave nothing behind; what waits is not written. */
  async abort(): Promise<void> {
    this.#aborted = true;
    await this.#queue.catch(() => {});
    await this.#sink.abort();
  }

  #allocate(tag: number, ref: number, length: number): number {
    const offset = this.#extend(length);
    this.#descriptors.push({ tag, ref, offset, length });
    return offset;
  }

  #extend(length: number): number {
    const offset = this.#end;
    if (offset + length > maxFileBytes) {
      throw new LimitError(`the file would grow to ${offset + length} bytes, HDF4 allows ${maxFileBytes}`, {
        file: this.fileName,
        offset,
      });
    }
    this.#end = offset + length;
    return offset;
  }

  /** Send off the gathered bytes, which are the last of the file. */
  #flush(): Promise<void> {
    if (this.#buffered === 0) return Promise.resolve();
    const bytes = this.#buffer.subarray(0, this.#buffered);
    this.#buffer = new Uint8Array(bufferBytes);
    this.#buffered = 0;
    return this.write(this.#end - bytes.length, bytes);
  }
}

/** Bytes of a DD block: count, offset of the next block, then 12 bytes each. */
function blockBytes(count: number): number {
  return 6 + 12 * count;
}

/** The first block is always full: unused descriptors have the tag "null". */
function splitBlocks(descriptors: readonly Descriptor[]): Descriptor[][] {
  const first = descriptors.slice(0, firstBlockSize);
  while (first.length < firstBlockSize) first.push({ tag: tags.null, ref: 0, offset: -1, length: -1 });
  const blocks = [first];
  for (let i = firstBlockSize; i < descriptors.length; i += laterBlockSize) {
    blocks.push(descriptors.slice(i, i + laterBlockSize));
  }
  return blocks;
}

function encodeBlock(block: readonly Descriptor[], next: number): Uint8Array {
  const record = new ByteBuilder("big-endian").u16(block.length).u32(next);
  for (const { tag, ref, offset, length } of block) record.u16(tag, ref).u32(offset, length);
  return record.finish();
}
