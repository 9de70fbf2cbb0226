import type { BufferPool } from "../sources/_buffer-pool.ts";
import type { DatasetStore } from "../store/types.ts";
import type { ArrayInfo } from "./array-info.ts";
import type { BlockDecoder } from "./blosc/block-decoder.ts";
import { elementTypes } from "./metadata.ts";
import type { ChunkPlace } from "./shard.ts";
import { type ChunkElements, ShardReader } from "./shard-reader.ts";

/** Reads rows of an array of labels. The indexes of its shards are kept. */
export class RowReader {
  readonly info: ArrayInfo;
  readonly #reader: ShardReader;
  readonly #indexes = new Map<number, Promise<readonly (ChunkPlace | undefined)[]>>();

  constructor(info: ArrayInfo, store: DatasetStore, pool: BufferPool, decodeBlock: BlockDecoder) {
    this.info = info;
    this.#reader = new ShardReader(info, store, pool, decodeBlock);
  }

  /** The rows [from, to), in memory of their own. @throws DatasetError without a file */
  async read(from: number, to: number, signal?: AbortSignal): Promise<ChunkElements> {
    const [shardRows, chunkRows] = [this.info.shardShape[0]!, this.info.chunkShape[0]!];
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
      const { chunks, release } = await this.#reader.read(shard, wanted, signal, await this.#index(shard));
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
