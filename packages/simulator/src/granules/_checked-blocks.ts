import { setImmediate } from "node:timers/promises";
import type { PolderGrid } from "@atcs/colocate";
import type { SwathInterval } from "../views/swath-rows.ts";
import { chunkRows } from "./parasol-fields.ts";
import type { SwathBlock } from "./types.ts";

/** A block with the subject of errors about it. */
export interface CheckedBlock<B extends SwathBlock> {
  readonly block: B;
  readonly what: string;
}

/**
 * The blocks of a swath, one at a time, each checked.
 * @param caller subject of the errors
 * @throws TypeError, RangeError; the reason of the signal
 */
export async function* checkedBlocks<B extends SwathBlock>(
  caller: string,
  blocks: Iterable<B>,
  grid: PolderGrid,
  signal: AbortSignal | undefined,
): AsyncGenerator<CheckedBlock<B>, void, void> {
  if (typeof blocks?.[Symbol.iterator] !== "function") {
    throw new TypeError(`${caller}: expected blocks to be iterable, got ${blocks === null ? "null" : typeof blocks}`);
  }
  let index = 0;
  let end = 0;
  for (const block of blocks) {
    signal?.throwIfAborted();
    const what = `${caller}: block ${index++}`;
    checkBlock(what, block, grid, end);
    end = block.endRow;
    yield { block, what };
    // Computing the next block takes long: whoever sends the signal, and what has been written, get their turn before.
    await setImmediate();
  }
  signal?.throwIfAborted();
}

/**
 * Check the place and the pixels of a block.
 * @param what subject of the errors, e.g. `writeParasol: block 3`
 * @param previousEnd end of the rows of the block before, 0 for the first
 * @throws TypeError, RangeError
 */
function checkBlock(what: string, block: SwathBlock, grid: PolderGrid, previousEnd: number): void {
  if (typeof block !== "object" || block === null || !Array.isArray(block.intervals)) {
    throw new TypeError(`${what}: expected a block with intervals, got ${block === null ? "null" : typeof block}`);
  }
  const { firstRow, endRow, intervals, count } = block;
  const isAligned = Number.isInteger(firstRow) && firstRow % chunkRows === 0 && firstRow >= previousEnd;
  const isOneRow = Number.isInteger(endRow) && endRow > firstRow && endRow <= Math.min(firstRow + chunkRows, grid.rows);
  if (!isAligned || !isOneRow) {
    throw new RangeError(
      `${what}: rows ${firstRow} to ${endRow}: expected up to ${chunkRows} rows from a multiple of ${chunkRows} on, ` +
        `not before ${previousEnd} and not beyond ${grid.rows}`,
    );
  }
  let pixels = 0;
  let row = firstRow;
  let nextCol = 0;
  for (const [i, interval] of intervals.entries()) {
    if (typeof interval !== "object" || interval === null) {
      throw new TypeError(`${what}: interval ${i}: expected a row and its columns, got ${String(interval)}`);
    }
    if (interval.row !== row) nextCol = 0;
    checkInterval(`${what}: interval ${i}`, interval, grid, { firstRow: row, endRow, nextCol });
    row = interval.row;
    nextCol = interval.lastCol + 1;
    pixels += nextCol - interval.firstCol;
  }
  if (count !== pixels) throw new RangeError(`${what}: expected the count ${pixels} of its intervals, got ${count}`);
}

/** What comes before an interval in a block, and the block's end. */
interface Bounds {
  readonly firstRow: number;
  readonly endRow: number;
  readonly nextCol: number;
}

/** @throws RangeError */
function checkInterval(
  what: string,
  { row, firstCol, lastCol }: SwathInterval,
  grid: PolderGrid,
  { firstRow, endRow, nextCol }: Bounds,
): void {
  if (!Number.isInteger(row) || row < firstRow || row >= endRow) {
    throw new RangeError(`${what}: row ${row}: expected one from ${firstRow} to ${endRow - 1}, in ascending order`);
  }
  const first = Math.max(grid.firstCol(row), nextCol);
  const last = grid.lastCol(row);
  const isInside = Number.isInteger(firstCol) && firstCol >= first && Number.isInteger(lastCol) && lastCol <= last;
  if (!isInside || lastCol < firstCol) {
    throw new RangeError(
      `${what}: columns ${firstCol} to ${lastCol} of row ${row}: expected some within ${first} to ${last}`,
    );
  }
}
