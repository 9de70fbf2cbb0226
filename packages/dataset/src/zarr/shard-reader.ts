import { DatasetError, isDatasetError } from "../errors.ts";
import type { BufferPool } from "../store/_buffer-pool.ts";
import type { DatasetStore } from "../store/types.ts";
import { type ArrayInfo, chunksPerFile, elementsPerChunk, shardPath } from "./array-info.ts";
import { type ChunkDecoder, chunkDecoder, type DecodingTools } from "./decode.ts";
import { checkLength } from "./decompress.ts";
import { type ElementType, elementTypes } from "./metadata.ts";
import { type ChunkPlace, joinRanges, parseShardIndex, shardIndexBytes } from "./shard.ts";

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
/** Memory is taken in multiples of this. */
const roundBytes = 2 ** 16;

/** A shard, or a part of it, in memory. */
interface LoadedShard {
  readonly places: readonly (ChunkPlace | undefined)[];
  bytesOf(place: ChunkPlace): Uint8Array<ArrayBuffer>;
  release(): void;
}

/** Reads the chunks of an array that is divided as packs are. */
export class ShardReader {
  readonly info: ArrayInfo;
  readonly #store: DatasetStore;
  readonly #pool: BufferPool;
  readonly #decoder: ChunkDecoder;
  readonly #chunkCount: number;
  readonly #chunkBytes: number;

  constructor(info: ArrayInfo, store: DatasetStore, pool: BufferPool, tools: DecodingTools) {
    const elementBytes = elementTypes[info.dtype].BYTES_PER_ELEMENT;
    this.info = info;
    this.#store = store;
    this.#pool = pool;
    this.#decoder = chunkDecoder(info.codecs, elementBytes, store.locate(`${info.path}/zarr.json`), tools);
    this.#chunkCount = chunksPerFile(info);
    this.#chunkBytes = elementsPerChunk(info) * elementBytes;
  }

  /**
   * @param wanted numbers of chunks within the shard, ascending
   * @param places the index of the shard, where it is known
   * @throws DatasetError naming the file, not the instance, which the caller knows
   */
  read(
    shard: number,
    wanted: readonly number[],
    signal?: AbortSignal,
    places?: readonly (ChunkPlace | undefined)[],
  ): Promise<ReadChunks> {
    return this.#ofFile(shard, async () => {
      const isWhole = places === undefined && wanted.length >= wholeShare * this.#chunkCount;
      const loaded = await (isWhole
        ? this.#withSize(shard, signal, (size) => this.#readWhole(shard, size, signal))
        : this.#readParts(shard, wanted, signal, places));
      try {
        return await this.#decode(loaded, wanted);
      } catch (error) {
        loaded.release();
        throw error;
      }
    });
  }

  /** The index of a shard. */
  readIndex(shard: number, signal?: AbortSignal): Promise<(ChunkPlace | undefined)[]> {
    return this.#ofFile(shard, () =>
      this.#withSize(shard, signal, async (size) => {
        const length = shardIndexBytes(this.#chunkCount);
        const bytes = await this.#store.read(shardPath(this.info, shard), { offset: size - length, length, signal });
        if (bytes.length !== length) throw truncated(size - length + bytes.length, size);
        return parseShardIndex(bytes, size);
      }),
    );
  }

  /** @throws DatasetError DATASET_NOT_FOUND when one of the chunks is not in the index, for arrays that leave out none */
  requireChunks(shard: number, wanted: readonly number[], places: readonly (ChunkPlace | undefined)[]): void {
    const absent = wanted.find((chunk) => places[chunk] === undefined);
    if (absent === undefined) return;
    const file = this.#store.locate(shardPath(this.info, shard));
    throw new DatasetError("DATASET_NOT_FOUND", `chunk ${absent} is not in it (a shard of ${this.info.path})`, {
      file,
    });
  }

  /** Errors say of which file and array they are. */
  async #ofFile<T>(shard: number, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (cause) {
      if (!isDatasetError(cause, "DATASET_NOT_FOUND", "DATASET_INSTANCE")) throw cause;
      const { code, problem, offset } = cause;
      const file = this.#store.locate(shardPath(this.info, shard));
      throw new DatasetError(code, `${problem} (a shard of ${this.info.path})`, { file, offset, cause });
    }
  }

  /** By the size that the metadata tell; where that does not fit, others may have written the shard again. */
  async #withSize<T>(shard: number, signal: AbortSignal | undefined, action: (size: number) => Promise<T>): Promise<T> {
    const known = this.info.shardBytes[shard];
    if (known === undefined) return action(this.#checkSize(await this.#findSize(shard, signal)));
    try {
      return await action(this.#checkSize(known));
    } catch (error) {
      if (!isDatasetError(error, "DATASET_INSTANCE")) throw error;
      const found = await this.#findSize(shard, signal);
      if (found === known) throw error;
      return await action(this.#checkSize(found)).catch((second: unknown) => {
        // An abort, or a disk that cannot be read, is no damage.
        throw isDatasetError(second, "DATASET_INSTANCE") ? error : second;
      });
    }
  }

  async #findSize(shard: number, signal: AbortSignal | undefined): Promise<number> {
    const size = await this.#store.size(shardPath(this.info, shard), { signal });
    if (size === undefined) throw new DatasetError("DATASET_NOT_FOUND", "no such file");
    return size;
  }

  #checkSize(size: number): number {
    const least = shardIndexBytes(this.#chunkCount);
    // An encoded chunk is never much longer than its elements.
    const most = least + this.#chunkCount * (2 * this.#chunkBytes + 2 ** 16);
    if (size >= least && size <= most) return size;
    throw new DatasetError("DATASET_INSTANCE", `the shard has ${size} bytes: expected ${least} to ${most}`);
  }

  async #readWhole(shard: number, size: number, signal: AbortSignal | undefined): Promise<LoadedShard> {
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
    const isAligned = encoded.every((bytes) => bytes !== undefined && bytes.byteOffset % type.BYTES_PER_ELEMENT === 0);
    if (isAligned && this.#decoder.isPlain) {
      const chunks = (encoded as Uint8Array<ArrayBuffer>[]).map((bytes, i) => {
        const { buffer, byteOffset } = this.#plainElements(bytes, wanted[i]!);
        return new type(buffer, byteOffset, elements);
      });
      return { chunks, release: loaded.release };
    }
    const target = this.#take(wanted.length * this.#chunkBytes);
    for (const [i, bytes] of encoded.entries()) {
      const part = target.subarray(i * this.#chunkBytes, (i + 1) * this.#chunkBytes);
      if (bytes === undefined) (new type(part.buffer, part.byteOffset, elements) as Int16Array).fill(this.info.fill);
      else await this.#decoder.decode(bytes, part).catch(inChunk(wanted[i]!));
    }
    loaded.release();
    const chunks = wanted.map((_, i) => new type(target.buffer, i * this.#chunkBytes, elements));
    return { chunks, release: () => this.#pool.give(target) };
  }

  #plainElements(bytes: Uint8Array<ArrayBuffer>, chunk: number): Uint8Array<ArrayBuffer> {
    try {
      const plain = this.#decoder.check(bytes);
      checkLength(plain.length, this.#chunkBytes);
      return plain;
    } catch (error) {
      return inChunk(chunk)(error);
    }
  }
}

/** What is wrong, with the number of the chunk. */
function inChunk(chunk: number): (error: unknown) => never {
  return (cause) => {
    if (!isDatasetError(cause)) throw cause;
    throw new DatasetError(cause.code, `chunk ${chunk}: ${cause.problem}`, { cause });
  };
}

function truncated(end: number, expected: number): DatasetError {
  return new DatasetError("DATASET_INSTANCE", `the file ends at byte ${end}: expected ${expected} bytes`);
}
