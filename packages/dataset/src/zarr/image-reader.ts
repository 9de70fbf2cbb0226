import { DatasetError } from "../errors.ts";
import type { BufferPool } from "../store/_buffer-pool.ts";
import { type ArrayInfo, isDividedAsPacked, shardPath } from "./array-info.ts";
import { GridReader, type ReaderTools } from "./grid-reader.ts";
import { type ReadChunks, ShardReader } from "./shard-reader.ts";

/** Reads the fields of instances from an array of images. */
export interface ImageReader {
  /** Name of the file of a row, for messages: the first one, where there are several. */
  file(row: number): string;
  /**
   * @param row of the array: an instance
   * @param fields their numbers, ascending
   * @returns the channels of each field
   * @throws DatasetError naming the file, not the instance, which the caller knows
   */
  read(row: number, fields: readonly number[], signal?: AbortSignal): Promise<ReadChunks>;
}

/**
 * @param angles channels of a field
 * @param missing the element that stands for no value
 */
export function imageReader(
  info: ArrayInfo,
  angles: number,
  missing: number,
  { pool, ...tools }: ReaderTools & { readonly pool: BufferPool },
): ImageReader {
  const [, channels, ...pixels] = info.shape;
  const isPacked =
    isDividedAsPacked(info) &&
    info.fileShape.join() === [1, channels, ...pixels].join() &&
    info.chunkShape.join() === [1, angles, ...pixels].join();
  if (!isPacked) return new GridImageReader(new GridReader(info, tools), angles, missing);
  const { store } = tools;
  const reader = new ShardReader(info, store, pool, tools);
  return {
    file: (row) => store.locate(shardPath(info, row)),
    read: (row, fields, signal) => reader.read(row, fields, signal),
  };
}

/** Of an array that others have divided in their own way. */
class GridImageReader implements ImageReader {
  readonly #reader: GridReader;
  readonly #angles: number;
  readonly #missing: number;

  constructor(reader: GridReader, angles: number, missing: number) {
    this.#reader = reader;
    this.#angles = angles;
    this.#missing = missing;
  }

  file(row: number): string {
    return this.#reader.fileOf([row, 0, 0, 0]);
  }

  async read(row: number, fields: readonly number[], signal?: AbortSignal): Promise<ReadChunks> {
    const [height, width] = this.#reader.info.shape.slice(2) as [number, number];
    const fieldElements = this.#angles * height * width;
    const chunks: ReadChunks["chunks"][number][] = [];
    let found = 0;
    for (const [first, end] of runsOf(fields)) {
      const channels = [first * this.#angles, end * this.#angles] as const;
      const box = [[row, row + 1], channels, [0, height], [0, width]] as const;
      const { elements, chunksFound } = await this.#reader.read(box, signal);
      found += chunksFound;
      for (let i = 0; i < end - first; i++) chunks.push(elements.subarray(i * fieldElements, (i + 1) * fieldElements));
    }
    // Whoever leaves chunks out that hold nothing but the fill value does so for some views, not for a whole image; a field
    // without views may be the same everywhere.
    const isFilled = this.#angles === 1 && this.#reader.info.fill !== this.#missing;
    if (found > 0 || isFilled) return { chunks, release: () => {} };
    const problem = `no such file, nor any other chunk of it in ${this.#reader.info.path}`;
    throw new DatasetError("DATASET_NOT_FOUND", problem, { file: this.file(row) });
  }
}

/** Numbers that follow each other, as ranges. */
function runsOf(numbers: readonly number[]): [first: number, end: number][] {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last?.[1] === number) last[1] = number + 1;
    else runs.push([number, number + 1]);
  }
  return runs;
}
