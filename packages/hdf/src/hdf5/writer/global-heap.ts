import { ByteBuilder } from "../../_byte-builder.ts";
import { referenceSize } from "./datatypes.ts";

/** Where a variable-length value lies. */
export interface HeapId {
  readonly collection: number;
  readonly index: number;
}

// Collections of the smallest size that libhdf5 allows; every object is one reference behind a header of 16 bytes.
const collectionSize = 4096;
const objectSize = 16 + referenceSize;
const objectsPerCollection = Math.floor((collectionSize - 16) / objectSize);

/** The global heap (format specification III.E) of a file: one object reference per object. */
export class ReferenceHeap {
  readonly #collections: { readonly address: number; readonly references: number[] }[] = [];
  readonly #allocate: (size: number) => number;

  constructor(allocate: (size: number) => number) {
    this.#allocate = allocate;
  }

  /** @param reference address of an object header */
  add(reference: number): HeapId {
    let collection = this.#collections.at(-1);
    if (collection === undefined || collection.references.length === objectsPerCollection) {
      collection = { address: this.#allocate(collectionSize), references: [] };
      this.#collections.push(collection);
    }
    collection.references.push(reference);
    return { collection: collection.address, index: collection.references.length };
  }

  *encode(): Iterable<{ address: number; bytes: Uint8Array }> {
    for (const { address, references } of this.#collections) {
      yield { address, bytes: encodeCollection(references) };
    }
  }
}

function encodeCollection(references: readonly number[]): Uint8Array {
  const collection = new ByteBuilder("little-endian").ascii("GCOL").u8(1).zeros(3).u64(collectionSize);
  references.forEach((reference, i) => {
    collection
      .u16(i + 1)
      .u16(1)
      .u32(0)
      .u64(referenceSize)
      .address(reference);
  });
  const free = collectionSize - collection.length;
  // Object 0 is the free space; its size includes its header.
  if (free > 0)
    collection
      .zeros(8)
      .u64(free)
      .zeros(free - 16);
  return collection.finish();
}
