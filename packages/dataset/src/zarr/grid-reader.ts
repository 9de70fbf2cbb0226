import { DatasetError, isDatasetError } from "../errors.ts";
import type { DatasetStore } from "../store/types.ts";
import { type ArrayInfo, chunksPerFile, elementsPerChunk, filePath } from "./array-info.ts";
import { copyOverlap, placesIn, type Range, sizesOf, stridesOf } from "./box.ts";
import { type ChunkDecoder, chunkDecoder, type DecodingTools } from "./decode.ts";
import { elementTypes } from "./metadata.ts";
import { parseShardIndex, shardIndexBytes } from "./shard.ts";
import type { ChunkElements } from "./shard-reader.ts";

/** What is read beyond twice the elements: no encoded chunk is longer. */
const slackBytes = 2 ** 21;

/** A part of an array. */
export interface ReadBox {
  /** In order, in memory of their own. */
  readonly elements: ChunkElements;
  readonly chunksFound: number;
  /** The file of the first chunk that is not there: its elements have the fill value. */
  readonly absent: string | undefined;
}

/**
 * Reads any part of an array, however it is divided into chunks and shards: slower than {@link ShardReader}, as a chunk is
 * decoded for each part of it that is read.
 */
export class GridReader {
  readonly info: ArrayInfo;
  readonly #store: DatasetStore;
  readonly #decoder: ChunkDecoder;
  /** Most chunks that are read one after the other are of the same shard. */
  #lastIndex: { readonly path: string; readonly places: ReturnType<typeof parseShardIndex> } | undefined;

  constructor(info: ArrayInfo, store: DatasetStore, tools: DecodingTools) {
    const elementBytes = elementTypes[info.dtype].BYTES_PER_ELEMENT;
    const file = store.locate(`${info.path}/zarr.json`);
    this.info = info;
    this.#store = store;
    this.#decoder = chunkDecoder(info.codecs, elementBytes, file, tools);
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
    const type = elementTypes[dtype];
    const sizes = sizesOf(box);
    const elements = new type(sizes.reduce((product, n) => product * n, 1));
    const target = { data: elements, from: box.map(([begin]) => begin), strides: stridesOf(sizes) };
    const chunkData = new type(elementsPerChunk(this.info));
    let [chunksFound, absent] = [0, undefined as string | undefined];
    for (const place of placesIn(box, chunkShape)) {
      const isThere = await this.#readChunk(place, chunkData, signal);
      const from = place.map((n, axis) => n * chunkShape[axis]!);
      if (isThere) chunksFound++;
      else {
        absent ??= this.fileOf(from);
        fillWith(chunkData, fill);
      }
      const strides = isThere ? this.#stridesOfChunk() : stridesOf(chunkShape);
      copyOverlap({ data: chunkData, from, strides }, chunkShape, target, sizes);
    }
    return { elements, chunksFound, absent };
  }

  /** Path of the file that holds an element. */
  fileOf(place: readonly number[]): string {
    const { fileShape } = this.info;
    const numbers = place.map((n, axis) => Math.floor(n / fileShape[axis]!));
    return this.#store.locate(filePath(this.info, numbers));
  }

  /** @returns false when there is no such chunk */
  async #readChunk(place: readonly number[], target: ChunkElements, signal?: AbortSignal): Promise<boolean> {
    const { chunkShape, fileShape } = this.info;
    const perFile = fileShape.map((n, axis) => n / chunkShape[axis]!);
    const path = filePath(
      this.info,
      place.map((n, axis) => Math.floor(n / perFile[axis]!)),
    );
    try {
      const bytes = await this.#bytesOf(path, numberIn(place, perFile), signal);
      if (bytes === undefined) return false;
      await this.#decoder.decode(bytes, new Uint8Array(target.buffer as ArrayBuffer));
      return true;
    } catch (cause) {
      if (!isDatasetError(cause, "DATASET_INSTANCE")) throw cause;
      const problem = `chunk ${place.join(", ")}: ${cause.problem} (a file of ${this.info.path})`;
      throw new DatasetError(cause.code, problem, { file: this.#store.locate(path), cause });
    }
  }

  async #bytesOf(path: string, number: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const { index } = this.info;
    const size = await this.#store.size(path, { signal });
    if (size === undefined) return undefined;
    if (index === undefined) return this.#readRange(path, 0, size, signal);
    const length = shardIndexBytes(chunksPerFile(this.info), index);
    if (size < length) throw new DatasetError("DATASET_INSTANCE", `it has ${size} bytes: expected at least ${length}`);
    if (this.#lastIndex?.path !== path) {
      const bytes = await this.#readRange(path, index.isAtEnd ? size - length : 0, length, signal);
      this.#lastIndex = { path, places: parseShardIndex(bytes, size, index) };
    }
    const found = this.#lastIndex.places[number];
    return found && this.#readRange(path, found.offset, found.length, signal);
  }

  async #readRange(path: string, offset: number, length: number, signal?: AbortSignal) {
    const most = 2 * elementsPerChunk(this.info) * elementTypes[this.info.dtype].BYTES_PER_ELEMENT + slackBytes;
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

function fillWith(elements: ChunkElements, value: number): void {
  if (elements instanceof BigInt64Array) elements.fill(BigInt(value));
  else elements.fill(value);
}

/** Number of a chunk within its file. */
function numberIn(place: readonly number[], perFile: readonly number[]): number {
  return place.reduce((number, n, axis) => number * perFile[axis]! + (n % perFile[axis]!), 0);
}
