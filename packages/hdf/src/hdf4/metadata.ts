import { HdfError, LimitError } from "../errors.ts";
import type { ByteReader } from "../source/byte-reader.ts";
import type { DataElement } from "./container.ts";
import { type Descriptor, isUnwritten } from "./descriptors.ts";
import { type Extent, visitExtents } from "./extents.ts";
import { readWhole } from "./read-whole.ts";

type Kept = Uint8Array | HdfError;

/** The metadata of one file may not take more memory than this, whatever its descriptors claim. */
const maxMetadata = 2 ** 28;

/** Elements may share bytes, as old and new descriptions of one set do; but not all of them the same ones. */
const maxShare = 2;

/** So much is always allowed: in a small file, a compressed attribute may be longer than the file. */
const minMetadata = 2 ** 20;

/**
 * The small elements that describe objects. They are read together, as they lie near each other, and then parsed
 * without waiting. A damaged one is an error when it is used.
 */
export class MetadataCache {
  readonly #reader: ByteReader;
  readonly #open: (descriptor: Descriptor) => DataElement;
  readonly #stored = new Map<Descriptor, Kept>();
  readonly #contents = new Map<Descriptor, Kept>();
  #total = 0;

  /** @param open opens an element whose description is loaded */
  constructor(reader: ByteReader, open: (descriptor: Descriptor) => DataElement) {
    this.#reader = reader;
    this.#open = open;
  }

  /** Read what is stored for elements: their content, or the description of a special element. */
  async loadStored(descriptors: Iterable<Descriptor>, signal?: AbortSignal): Promise<void> {
    const wanted: Descriptor[] = [];
    const starts: number[] = [];
    let length = 0;
    for (const descriptor of descriptors) {
      if (this.#stored.has(descriptor)) continue;
      const error = this.#refuse(descriptor);
      if (error !== undefined) {
        this.#stored.set(descriptor, error);
        continue;
      }
      wanted.push(descriptor);
      starts.push(length);
      length += extentOf(descriptor).length;
    }
    // Copied together: the pieces that are read hold other data as well, which shall not stay in memory.
    const packed = new Uint8Array(length);
    const extents = wanted.map(extentOf);
    const copy = (index: number, bytes: Uint8Array): void => packed.set(bytes, starts[index] as number);
    await visitExtents(this.#reader, extents, copy, signal);
    for (const [i, descriptor] of wanted.entries()) {
      const start = starts[i] as number;
      this.#stored.set(descriptor, packed.subarray(start, start + (extents[i] as Extent).length));
    }
  }

  /** Read the contents of elements, also of those in linked blocks or compressed. */
  async load(descriptors: Iterable<Descriptor>, signal?: AbortSignal): Promise<void> {
    const list = [...descriptors];
    await this.loadStored(list, signal);
    for (const descriptor of list) {
      if (!descriptor.special || this.#contents.has(descriptor)) continue;
      this.#contents.set(descriptor, await keepDamage(() => this.#readContent(descriptor, signal)));
    }
  }

  /** What `loadStored` read. @throws HdfError, the reason why it could not be read */
  stored(descriptor: Descriptor): Uint8Array {
    return unwrap(this.#stored.get(descriptor));
  }

  /** What `load` read. @throws HdfError, the reason why it could not be read */
  content(descriptor: Descriptor): Uint8Array {
    return unwrap(descriptor.special ? this.#contents.get(descriptor) : this.#stored.get(descriptor));
  }

  async #readContent(descriptor: Descriptor, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const element = this.#open(descriptor);
    const error = this.#count(descriptor, element.length);
    if (error !== undefined) throw error;
    return readWhole(element, maxMetadata, signal);
  }

  /** Add to the memory that metadata takes. @returns why it is too much, if it is */
  #count({ offset }: Descriptor, length: number): HdfError | undefined {
    const { size, name } = this.#reader;
    const most = Math.min(maxMetadata, Math.max(minMetadata, maxShare * size));
    this.#total += length;
    if (this.#total <= most) return undefined;
    return new LimitError(`the descriptions of objects take more than ${most} bytes`, { file: name, offset });
  }

  #refuse(descriptor: Descriptor): HdfError | undefined {
    if (isUnwritten(descriptor)) return undefined;
    try {
      this.#reader.check(descriptor.offset, descriptor.length);
      return this.#count(descriptor, descriptor.length);
    } catch (error) {
      if (error instanceof HdfError && error.code === "HDF_DAMAGED") return error;
      throw error;
    }
  }
}

function extentOf(descriptor: Descriptor): Extent {
  return isUnwritten(descriptor) ? { offset: 0, length: 0 } : descriptor;
}

function unwrap(kept: Kept | undefined): Uint8Array {
  if (kept instanceof Uint8Array) return kept;
  throw kept ?? new Error("metadata is used before it is loaded");
}

/** A damaged element is kept as its error; everything else (aborts, a failing source) is thrown. */
async function keepDamage(read: () => Promise<Uint8Array>): Promise<Kept> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof HdfError && error.code !== "HDF_IO" && error.code !== "HDF_CLOSED") return error;
    throw error;
  }
}
