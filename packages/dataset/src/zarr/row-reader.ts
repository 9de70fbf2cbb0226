import { DatasetError } from "../errors.ts";
import type { BufferPool } from "../store/_buffer-pool.ts";
import { untilAborted } from "./_until-aborted.ts";
import { type ArrayInfo, isDividedAsPacked } from "./array-info.ts";
import type { Range } from "./box.ts";
import { GridReader, type ReaderTools } from "./grid-reader.ts";
import { elementTypes } from "./metadata.ts";
import type { ChunkPlace } from "./shard.ts";
import { type ChunkElements, ShardReader } from "./shard-reader.ts";

/** Reads rows of an array of labels. */
export interface RowReader {
  readonly info: ArrayInfo;
  /** The rows [from, to), in memory of their own. @throws DatasetError naming the file */
  read(from: number, to: number, signal?: AbortSignal): Promise<ChunkElements>;
}

/** @param mayBeEmpty may chunks be left out that hold nothing but the fill value? */
export function rowReader(
  info: ArrayInfo,
  mayBeEmpty: boolean,
  { pool, ...tools }: ReaderTools & { readonly pool: BufferPool },
): RowReader {
  const isRows = info.shape.every((n, axis) => axis === 0 || info.chunkShape[axis] === n);
  if (!isRows || !isDividedAsPacked(info)) return new GridRowReader(new GridReader(info, tools), mayBeEmpty);
  return new ShardRowReader(new ShardReader(info, tools.store, pool, tools), mayBeEmpty);
}

/** Of an array that others have divided in their own way. */
class GridRowReader implements RowReader {
  readonly info: ArrayInfo;
  readonly #reader: GridReader;
  readonly #mayBeEmpty: boolean;

  constructor(reader: GridReader, mayBeEmpty: boolean) {
    this.info = reader.info;
    this.#reader = reader;
    this.#mayBeEmpty = mayBeEmpty;
  }

  async read(from: number, to: number, signal?: AbortSignal): Promise<ChunkElements> {
    const box: Range[] = this.info.shape.map((n, axis) => (axis === 0 ? [from, to] : [0, n]));
    const { elements, absent } = await this.#reader.read(box, signal);
    if (absent === undefined || this.#mayBeEmpty) return elements;
    throw new DatasetError("DATASET_NOT_FOUND", `no such file (of ${this.info.path})`, { file: absent });
  }
}

/** The indexes of its shards are kept. */
class ShardRowReader implements RowReader {
  readonly info: ArrayInfo;
  readonly #reader: ShardReader;
  readonly #mayBeEmpty: boolean;
  readonly #indexes = new Map<number, Promise<readonly (ChunkPlace | undefined)[]>>();

  constructor(reader: ShardReader, mayBeEmpty: boolean) {
    this.info = reader.info;
    this.#reader = reader;
    this.#mayBeEmpty = mayBeEmpty;
  }

  async read(from: number, to: number, signal?: AbortSignal): Promise<ChunkElements> {
    const [shardRows, chunkRows] = [this.info.fileShape[0]!, this.info.chunkShape[0]!];
    const rowElements = this.info.shape.slice(1).reduce((product, n) => product * n, 1);
    const rows = new elementTypes[this.info.dtype]((to - from) * rowElements);
    for (let row = from; row < to; ) {
      const shard = Math.floor(row / shardRows);
      const end = Math.min(to, (shard + 1) * shardRows);
      const [first, last] = [row, end - 1].map((each) => Math.floor((each - shard * shardRows) / chunkRows)) as [
        number,
        number,
      ];
      const wanted = Array.from({ length: last - first + 1 }, (_, i) => first + i);
      const index = await untilAborted(this.#index(shard), signal);
      if (!this.#mayBeEmpty) this.#reader.requireChunks(shard, wanted, index);
      const { chunks, release } = await this.#reader.read(shard, wanted, signal, index);
      for (const [i, chunk] of chunks.entries()) {
        const start = shard * shardRows + (first + i) * chunkRows;
        const [begin, stop] = [Math.max(row, start), Math.min(end, start + chunkRows)];
        const part = chunk.subarray((begin - start) * rowElements, (stop - start) * rowElements);
        (rows as Int16Array).set(part as Int16Array, (begin - from) * rowElements);
      }
      release();
      row = end;
    }
    return rows;
  }

  /** Without a signal: others may wait for the same index. */
  #index(shard: number): Promise<readonly (ChunkPlace | undefined)[]> {
    const known = this.#indexes.get(shard);
    if (known !== undefined) return known;
    const reading = this.#reader.readIndex(shard);
    this.#indexes.set(shard, reading);
    reading.catch(() => this.#indexes.delete(shard));
    return reading;
  }
}
