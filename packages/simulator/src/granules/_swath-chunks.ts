import type { SwathInterval } from "../views/swath-rows.ts";
import type { FieldCounts } from "./_count-arrays.ts";

/** Rows and columns of a chunk. */
export interface ChunkShape {
  readonly rows: number;
  readonly cols: number;
}

/** Pixels that follow each other in a row and lie in one chunk. */
export interface ChunkRun {
  /** Where the first lies in the chunk: row in the chunk * its columns + column in the chunk. */
  readonly target: number;
  /** Number of the first pixel. */
  readonly source: number;
  readonly length: number;
}

/** The pixels of one chunk. */
export interface SwathChunk {
  /** Index of the chunk along the columns. */
  readonly chunkCol: number;
  readonly runs: readonly ChunkRun[];
}

/**
 * Share out the pixels of some rows among the chunks that they lie in.
 * @param intervals of rows of one row of chunks, in the order in which pixels are numbered
 * @param firstSource number of the first pixel
 * @returns the chunks from west to east
 */
export function chunksOf(
  intervals: readonly SwathInterval[],
  { rows, cols }: ChunkShape,
  firstSource = 0,
): SwathChunk[] {
  const runs = new Map<number, ChunkRun[]>();
  let source = firstSource;
  for (const { row, firstCol, lastCol } of intervals) {
    for (let col = firstCol; col <= lastCol; ) {
      const chunkCol = Math.floor(col / cols);
      const length = Math.min((chunkCol + 1) * cols, lastCol + 1) - col;
      const run = { target: (row % rows) * cols + (col % cols), source, length };
      const others = runs.get(chunkCol);
      if (others === undefined) runs.set(chunkCol, [run]);
      else others.push(run);
      source += length;
      col += length;
    }
  }
  return Array.from(runs, ([chunkCol, itsRuns]) => ({ chunkCol, runs: itsRuns })).sort(
    (a, b) => a.chunkCol - b.chunkCol,
  );
}

/**
 * Put values of pixels where they belong in a chunk.
 * @param values shape [pixels, elements]
 * @param elements of a pixel
 */
export function fillChunk<A extends SwathArray>(
  chunk: A,
  runs: readonly ChunkRun[],
  values: A,
  elements: number,
): void {
  for (const { target, source, length } of runs) {
    chunk.set(values.subarray(source * elements, (source + length) * elements), target * elements);
  }
}

type SwathArray = FieldCounts | Float32Array;
