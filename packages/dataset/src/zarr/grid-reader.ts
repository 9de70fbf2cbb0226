import { DatasetError, isDatasetError } from "../errors.ts";
import type { DatasetStore } from "../store/types.ts";
import type { DecodedChunk, RecentChunks } from "./_recent-chunks.ts";
import { untilAborted } from "./_until-aborted.ts";
import { type ArrayInfo, chunksPerFile, elementsPerChunk, filePath, gridText } from "./array-info.ts";
import { copyOverlap, countIn, placesIn, type Range, sizesOf, stridesOf } from "./box.ts";
import { type ChunkDecoder, chunkDecoder, type DecodingTools } from "./decode.ts";
import { elementTypes } from "./metadata.ts";
import { parseShardIndex, type ShardIndexLayout, shardIndexBytes } from "./shard.ts";
import type { ChunkElements } from "./shard-reader.ts";

/** What is read beyond twice the elements: no encoded chunk is longer. */
const slackBytes = 2 ** 21;
/** No part of an array that is read at a time has more chunks. */
const maxChunks = 2 ** 20;
/** So many chunks are read at a time, as long as they have no more bytes together. */
const readAhead = { chunks: 4, bytes: 2 ** 26 };
/** Indexes of shards that are kept. */
const keptIndexes = 4;

/** What the readers of a source share. */
export interface ReaderTools extends DecodingTools {
  readonly store: DatasetStore;
  readonly recent: RecentChunks;
}

/** A part of an array. */
export interface ReadBox {
  /** In order, in memory of their own. */
  readonly elements: ChunkElements;
  readonly chunksFound: number;
  /** The file of the first chunk that is not there: its elements have the fill value. */
  readonly absent: string | undefined;
}

type ShardIndex = ReturnType<typeof parseShardIndex>;

/**
 * Reads any part of an array, however it is divided into chunks and shards: slower than {@link ShardReader}, as the whole of
 * a chunk is decoded for a part of it. Chunks that span instances are kept for the next one.
 */
export class GridReader {
  readonly info: ArrayInfo;
  readonly #store: DatasetStore;
  readonly #recent: RecentChunks;
  readonly #decoder: ChunkDecoder;
  readonly #chunkBytes: number;
  /** By path; undefined: there is no such file. Most chunks that are read one after the other are of the same shard. */
  readonly #indexes = new Map<string, Promise<ShardIndex | undefined>>();

  constructor(info: ArrayInfo, tools: ReaderTools) {
    const elementBytes = elementTypes[info.dtype].BYTES_PER_ELEMENT;
    const file = tools.store.locate(`${info.path}/zarr.json`);
    this.info = info;
    this.#store = tools.store;
    this.#recent = tools.recent;
    this.#decoder = chunkDecoder(info.codecs, elementBytes, file, tools);
    this.#chunkBytes = elementsPerChunk(info) * elementBytes;
    const { order } = this.#decoder;
    if (order === undefined || order.length === info.shape.length) return;
    const problem = `its transpose has ${order.length} axes: expected ${info.shape.length}`;
    throw new DatasetError("DATASET_LAYOUT", problem, { file });
  }

  /**
   * @param box along each axis
   * @throws DatasetError naming the file
   */
  async read(box: readonly Range[], signal?: AbortSignal): Promise<ReadBox> {
    const { dtype, chunkShape, fill } = this.info;
    this.#checkCount(box);
    const sizes = sizesOf(box);
    const elements = new elementTypes[dtype](sizes.reduce((product, n) => product * n, 1));
    if (fill !== 0) fillWith(elements, fill);
    const target = { data: elements, from: box.map(([begin]) => begin), strides: stridesOf(sizes) };
    const strides = this.#stridesOfChunk();
    let [started, chunksFound] = [0, 0];
    let absent: { readonly number: number; readonly file: string } | undefined;
    const places = placesIn(box, chunkShape);
    // Each takes the next place; when one fails, there is none any more for the others.
    const readSome = async (): Promise<void> => {
      const scratch: Scratch = {};
      for (const place of places) {
        const number = started++;
        signal?.throwIfAborted();
        const from = place.map((n, axis) => n * chunkShape[axis]!);
        const data = await this.#chunk(place, box, scratch, signal);
        if (data === undefined) {
          if (absent === undefined || number < absent.number) absent = { number, file: this.fileOf(from) };
          continue;
        }
        chunksFound++;
        copyOverlap({ data, from, strides }, chunkShape, target, sizes);
      }
    };
    const atATime = Math.max(1, Math.min(readAhead.chunks, Math.floor(readAhead.bytes / this.#chunkBytes)));
    await Promise.all(Array.from({ length: atATime }, readSome));
    return { elements, chunksFound, absent: absent?.file };
  }

  /** Path of the file that holds an element. */
  fileOf(place: readonly number[]): string {
    const { fileShape } = this.info;
    const numbers = place.map((n, axis) => Math.floor(n / fileShape[axis]!));
    return this.#store.locate(filePath(this.info, numbers));
  }

  #checkCount(box: readonly Range[]): void {
    const count = countIn(box, this.info.chunkShape);
    if (count <= maxChunks) return;
    const problem = `${this.info.path} is ${gridText(this.info)}, so that ${count} chunks would have to be read at a time`;
    const advice = `expected at most ${maxChunks}: write it again in larger ones`;
    throw new DatasetError("DATASET_LAYOUT", `${problem}; ${advice}`, {
      file: this.#store.locate(`${this.info.path}/zarr.json`),
    });
  }

  /** A chunk that reaches beyond the box is kept, and shared with those who read it meanwhile: no one of them aborts it. */
  #chunk(place: readonly number[], box: readonly Range[], scratch: Scratch, signal?: AbortSignal) {
    const { path, chunkShape, shape } = this.info;
    const isInside = place.every((n, axis) => {
      const [begin, end] = [n * chunkShape[axis]!, Math.min((n + 1) * chunkShape[axis]!, shape[axis]!)];
      return begin >= box[axis]![0] && end <= box[axis]![1];
    });
    if (isInside) return this.#readChunk(place, scratch, signal);
    const reading = this.#recent.get(`${path}/${place.join()}`, this.#chunkBytes, () => this.#readChunk(place, {}));
    return untilAborted(reading, signal);
  }

  /** @returns undefined when there is no such chunk */
  async #readChunk(place: readonly number[], scratch: Scratch, signal?: AbortSignal): Promise<DecodedChunk> {
    const { chunkShape, fileShape, dtype } = this.info;
    const perFile = fileShape.map((n, axis) => n / chunkShape[axis]!);
    const path = filePath(
      this.info,
      place.map((n, axis) => Math.floor(n / perFile[axis]!)),
    );
    try {
      const bytes = await this.#bytesOf(path, numberIn(place, perFile), signal);
      if (bytes === undefined) return undefined;
      // Not before there is something to decode: the metadata may claim anything.
      scratch.elements ??= new elementTypes[dtype](elementsPerChunk(this.info));
      await this.#decoder.decode(bytes, new Uint8Array(scratch.elements.buffer as ArrayBuffer));
      return scratch.elements;
    } catch (cause) {
      if (!isDatasetError(cause, "DATASET_INSTANCE")) throw cause;
      const problem = `chunk ${place.join(", ")}: ${cause.problem} (a file of ${this.info.path})`;
      throw new DatasetError(cause.code, problem, { file: this.#store.locate(path), cause });
    }
  }

  async #bytesOf(path: string, number: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (this.info.index === undefined) {
      const size = await this.#store.size(path, { signal });
      return size === undefined ? undefined : this.#readRange(path, 0, size, signal);
    }
    const found = (await untilAborted(this.#indexOf(path, this.info.index), signal))?.[number];
    return found && this.#readRange(path, found.offset, found.length, signal);
  }

  /** Without a signal: others may wait for the same index. */
  #indexOf(path: string, layout: ShardIndexLayout): Promise<ShardIndex | undefined> {
    const index = this.#indexes.get(path) ?? this.#readIndex(path, layout);
    // The last one that was used is the last one to go.
    this.#indexes.delete(path);
    this.#indexes.set(path, index);
    if (this.#indexes.size > keptIndexes) this.#indexes.delete(this.#indexes.keys().next().value!);
    index.catch(() => {
      if (this.#indexes.get(path) === index) this.#indexes.delete(path);
    });
    return index;
  }

  async #readIndex(path: string, layout: ShardIndexLayout): Promise<ShardIndex | undefined> {
    const size = await this.#store.size(path);
    if (size === undefined) return undefined;
    const length = shardIndexBytes(chunksPerFile(this.info), layout);
    if (size < length) throw new DatasetError("DATASET_INSTANCE", `it has ${size} bytes: expected at least ${length}`);
    return parseShardIndex(await this.#readRange(path, layout.isAtEnd ? size - length : 0, length), size, layout);
  }

  async #readRange(path: string, offset: number, length: number, signal?: AbortSignal) {
    const most = 2 * this.#chunkBytes + slackBytes;
    if (length > most) throw new DatasetError("DATASET_INSTANCE", `it has ${length} bytes: expected at most ${most}`);
    const bytes = await this.#store.read(path, { offset, length, signal });
    if (bytes.length === length) return bytes;
    throw new DatasetError(
      "DATASET_INSTANCE",
      `it ends at byte ${offset + bytes.length}: expected ${offset + length} bytes`,
    );
  }

  /** Steps along the array's axes in a decoded chunk, whose own axes may be in another order. */
  #stridesOfChunk(): number[] {
    const { chunkShape } = this.info;
    const { order } = this.#decoder;
    if (order === undefined) return stridesOf(chunkShape);
    const stored = stridesOf(order.map((axis) => chunkShape[axis]!));
    return chunkShape.map((_, axis) => stored[order.indexOf(axis)]!);
  }
}

/** Memory for chunks that are not kept, made for the first one. */
interface Scratch {
  elements?: ChunkElements;
}

function fillWith(elements: ChunkElements, value: number): void {
  if (elements instanceof BigInt64Array) elements.fill(BigInt(value));
  else elements.fill(value);
}

/** Number of a chunk within its file. */
function numberIn(place: readonly number[], perFile: readonly number[]): number {
  return place.reduce((number, n, axis) => number * perFile[axis]! + (n % perFile[axis]!), 0);
}
