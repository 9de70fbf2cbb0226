import { DatasetError } from "../errors.ts";
import type { BufferPool } from "../sources/_buffer-pool.ts";
import type { DatasetStore } from "../store/types.ts";
import { type ArrayInfo, bytesPerChunk, chunksPerShard, shardPath } from "./array-info.ts";
import type { BlockDecoder } from "./blosc/block-decoder.ts";
import { type ChunkDecoder, chunkDecoder } from "./decode.ts";
import { type ElementType, elementTypes } from "./metadata.ts";
import { type ChunkPlace, parseShardIndex, shardIndexBytes } from "./shard.ts";

/** Elements of a chunk: a view, valid until its shard is released. */
export type ChunkElements = InstanceType<(typeof elementTypes)[ElementType]>;

/** Chunks of a shard, in the order that was asked for. */
export interface ReadChunks {
  readonly chunks: readonly ChunkElements[];
  /** Give the memory back. */
  release(): void;
}

/** From this share of its chunks on, a shard is read whole: then its index needs no read of its own. */
const wholeShare = 0.6;
/** Ranges that are this near are read as one. */
const nearBytes = 2 ** 15;
/** Memory is taken in multiples of this. */
const roundBytes = 2 ** 16;

/** A shard, or a part of it, in memory. */
interface LoadedShard {
  readonly places: readonly (ChunkPlace | undefined)[];
  bytesOf(place: ChunkPlace): Uint8Array<ArrayBuffer>;
  release(): void;
}

/** Reads the chunks of a sharded array. */
export class ShardReader {
  readonly info: ArrayInfo;
  readonly #store: DatasetStore;
  readonly #pool: BufferPool;
  readonly #decoder: ChunkDecoder;
  readonly #chunkCount: number;
  readonly #chunkBytes: number;

  constructor(info: ArrayInfo, store: DatasetStore, pool: BufferPool, decodeBlock: BlockDecoder) {
    this.info = info;
    this.#store = store;
    this.#pool = pool;
    this.#decoder = chunkDecoder(info.codecs, store.locate(`${info.path}/zarr.json`), decodeBlock);
    this.#chunkCount = chunksPerShard(info);
    this.#chunkBytes = bytesPerChunk(info);
  }

  /** Name of the file of a shard, for messages. */
  file(shard: number): string {
    return this.#store.locate(shardPath(this.info, shard));
  }

  /**
   * @param wanted numbers of chunks within the shard, ascending
   * @param places the index of the shard, where it is known
   * @throws DatasetError without a file: the caller knows the instance as well
   */
  async read(
    shard: number,
    wanted: readonly number[],
    signal?: AbortSignal,
    places?: readonly (ChunkPlace | undefined)[],
  ): Promise<ReadChunks> {
    const isWhole = places === undefined && wanted.length >= wholeShare * this.#chunkCount;
    const loaded = await (isWhole ? this.#readWhole(shard, signal) : this.#readParts(shard, wanted, signal, places));
    try {
      return await this.#decode(loaded, wanted);
    } catch (error) {
      loaded.release();
      throw error;
    }
  }

  /** The index of a shard. */
  async readIndex(shard: number, signal?: AbortSignal): Promise<(ChunkPlace | undefined)[]> {
    const path = shardPath(this.info, shard);
    const size = await this.#sizeOf(shard, signal);
    const length = shardIndexBytes(this.#chunkCount);
    const bytes = await this.#store.read(path, { offset: size - length, length, signal });
    if (bytes.length !== length) throw truncated(size - length + bytes.length, size);
    return parseShardIndex(bytes, size);
  }

  async #sizeOf(shard: number, signal: AbortSignal | undefined): Promise<number> {
    const known = this.info.shardBytes[shard];
    const size = known ?? (await this.#store.size(shardPath(this.info, shard), { signal }));
    if (size === undefined) throw new DatasetError("DATASET_INSTANCE", "there is no such file");
    const least = shardIndexBytes(this.#chunkCount);
    // An encoded chunk is never much longer than its elements.
    const most = least + this.#chunkCount * (2 * this.#chunkBytes + 2 ** 16);
    if (size >= least && size <= most) return size;
    throw new DatasetError("DATASET_INSTANCE", `the shard has ${size} bytes: expected ${least} to ${most}`);
  }

  async #readWhole(shard: number, signal: AbortSignal | undefined): Promise<LoadedShard> {
    const size = await this.#sizeOf(shard, signal);
    const { bytes, release } = await this.#readRange(shard, 0, size, signal);
    const index = bytes.subarray(size - shardIndexBytes(this.#chunkCount));
    try {
      const places = parseShardIndex(index, size);
      return { places, bytesOf: ({ offset, length }) => bytes.subarray(offset, offset + length), release };
    } catch (error) {
      release();
      throw error;
    }
  }

  async #readParts(
    shard: number,
    wanted: readonly number[],
    signal: AbortSignal | undefined,
    known: readonly (ChunkPlace | undefined)[] | undefined,
  ): Promise<LoadedShard> {
    const places = known ?? (await this.readIndex(shard, signal));
    const ranges = joinRanges(wanted.map((chunk) => places[chunk]).filter((place) => place !== undefined));
    const parts = await Promise.all(ranges.map(({ offset, length }) => this.#readRange(shard, offset, length, signal)));
    return {
      places,
      bytesOf: (place) => {
        const i = ranges.findLastIndex(({ offset }) => offset <= place.offset);
        const start = place.offset - ranges[i]!.offset;
        return parts[i]!.bytes.subarray(start, start + place.length);
      },
      release: () => {
        for (const { release } of parts) release();
      },
    };
  }

  async #readRange(
    shard: number,
    offset: number,
    length: number,
    signal: AbortSignal | undefined,
  ): Promise<{ bytes: Uint8Array<ArrayBuffer>; release: () => void }> {
    const path = shardPath(this.info, shard);
    const { readInto } = this.#store;
    if (readInto === undefined) {
      const bytes = await this.#store.read(path, { offset, length, signal });
      if (bytes.length !== length) throw truncated(offset + bytes.length, offset + length);
      return { bytes, release: () => {} };
    }
    const bytes = this.#take(length);
    const filled = await readInto.call(this.#store, path, bytes, { offset, signal });
    if (filled !== length) throw truncated(offset + filled, offset + length);
    return { bytes, release: () => this.#pool.give(bytes) };
  }

  /** Rounded up: shards of about the same length can use the same memory. */
  #take(length: number): Uint8Array<ArrayBuffer> {
    return this.#pool.take(Math.ceil(length / roundBytes) * roundBytes).subarray(0, length);
  }

  async #decode(loaded: LoadedShard, wanted: readonly number[]): Promise<ReadChunks> {
    const type = elementTypes[this.info.dtype];
    const elements = this.#chunkBytes / type.BYTES_PER_ELEMENT;
    const encoded = wanted.map((chunk) => {
      const place = loaded.places[chunk];
      return place === undefined ? undefined : loaded.bytesOf(place);
    });
    const isInPlace = (bytes: Uint8Array | undefined): bytes is Uint8Array<ArrayBuffer> =>
      this.#decoder.isPlain && bytes?.length === this.#chunkBytes && bytes.byteOffset % type.BYTES_PER_ELEMENT === 0;
    if (encoded.every(isInPlace)) {
      const chunks = encoded.map(({ buffer, byteOffset }) => new type(buffer, byteOffset, elements));
      return { chunks, release: loaded.release };
    }
    const target = this.#take(wanted.length * this.#chunkBytes);
    for (const [i, bytes] of encoded.entries()) {
      const part = target.subarray(i * this.#chunkBytes, (i + 1) * this.#chunkBytes);
      if (bytes === undefined) (new type(part.buffer, part.byteOffset, elements) as Int16Array).fill(this.info.fill);
      else await this.#decoder.decode(bytes, part);
    }
    loaded.release();
    const chunks = wanted.map((_, i) => new type(target.buffer, i * this.#chunkBytes, elements));
    return { chunks, release: () => this.#pool.give(target) };
  }
}

/** Ranges that cover all places, in their order in the file. */
function joinRanges(places: readonly ChunkPlace[]): ChunkPlace[] {
  const ranges: { offset: number; length: number }[] = [];
  for (const { offset, length } of [...places].sort((a, b) => a.offset - b.offset)) {
    const last = ranges.at(-1);
    if (last !== undefined && offset <= last.offset + last.length + nearBytes) {
      last.length = Math.max(last.length, offset + length - last.offset);
    } else {
      ranges.push({ offset, length });
    }
  }
  return ranges;
}

function truncated(end: number, expected: number): DatasetError {
  return new DatasetError("DATASET_INSTANCE", `the file ends at byte ${end}: expected ${expected} bytes`);
}
