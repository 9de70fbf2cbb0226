import { chunkRows } from "../granules/parasol-fields.ts";
import type { SwathBlock } from "../granules/types.ts";
import type { SwathInterval } from "../views/swath-rows.ts";

/** The swath in rows of chunks, north to south. */
export function swathBlocks(intervals: readonly SwathInterval[]): SwathBlock[] {
  const blocks: { firstRow: number; endRow: number; intervals: SwathInterval[]; count: number }[] = [];
  for (const interval of intervals) {
    const firstRow = interval.row - (interval.row % chunkRows);
    let block = blocks.at(-1);
    if (block?.firstRow !== firstRow) {
      block = { firstRow, endRow: firstRow + chunkRows, intervals: [], count: 0 };
      blocks.push(block);
    }
    block.intervals.push(interval);
    block.count += interval.lastCol - interval.firstCol + 1;
  }
  return blocks;
}
