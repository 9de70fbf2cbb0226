import { ByteBuilder } from "../../_byte-builder.ts";

/** Where a variable-length value lies. */
export interface HeapId {
  readonly collection: number;
  readonly index: number;
}

/** Size of the headers of a collection and of every object in it. */
const headerSize = 16;
/** The smallest collections that libhdf5 allows; one that is larger holds a single object. */
const minCollectionSize = 4096;

interface Collection {
  readonly address: number;
  readonly size: number;
  readonly objects: Uint8Array[];
  used: number;
}

/** The global heap (format specification III.E) of a file: what is too long, or not known soon enough, for a header. */
export class GlobalHeap {
  readonly #collections: Collection[] = [];
  readonly #allocate: (size: number) => number;

  /** @param allocate reserves bytes of the file and gives their address */
  constructor(allocate: (size: number) => number) {
    this.#allocate = allocate;
  }

  /** @param object not to be changed any more */
  add(object: Uint8Array): HeapId {
    const needed = headerSize + padded(object.length);
    let collection = this.#collections.at(-1);
    if (collection === undefined || collection.used + needed > collection.size) {
      const size = Math.max(headerSize + needed, minCollectionSize);
      collection = { address: this.#allocate(size), size, objects: [], used: headerSize };
      this.#collections.push(collection);
    }
    collection.objects.push(object);
    collection.used += needed;
    return { collection: collection.address, index: collection.objects.length };
  }

  *encode(): Iterable<{ address: number; bytes: Uint8Array }> {
    for (const collection of this.#collections) {
      yield { address: collection.address, bytes: encodeCollection(collection) };
    }
  }
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}

function encodeCollection({ size, objects, used }: Collection): Uint8Array {
  const collection = new ByteBuilder("little-endian").ascii("GCOL").u8(1).zeros(3).u64(size);
  objects.forEach((object, i) => {
    collection
      .u16(i + 1)
      .u16(1)
      .u32(0)
      .u64(object.length)
      .bytes(object)
      .zeros(padded(object.length) - object.length);
  });
  const free = size - used;
  // Object 0 is the free space; its size includes its header. What is too short for a header has none.
  if (free >= headerSize) collection.zeros(8).u64(free);
  return collection.zeros(size - collection.length).finish();
}
