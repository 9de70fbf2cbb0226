import type { PolderGrid } from "@atcs/colocate";
import { createHdf5, type Hdf5FileWriter, type WriteTarget } from "@atcs/hdf/write";
import type { SwathInterval } from "../views/swath-rows.ts";
import { checkedBlocks } from "./_checked-blocks.ts";
import { acquisitionDate, checkAcquisition, completeFile } from "./_granule-file.ts";
import { PendingWrites } from "./_pending-writes.ts";
import { type SwathAxes, swathAxes, toAxes } from "./_swath-axes.ts";
import { createImages, writeAxes } from "./_truth-datasets.ts";
import { heightBinCount } from "./height-bins.ts";
import type { TruthBlock } from "./types.ts";

/** What the truth of a granule holds. */
export interface TruthContent {
  /** When the acquisition begins and ends: SI seconds, TAI93. */
  readonly beginTai93: number;
  readonly endTai93: number;
  /** The grid of the granule. */
  readonly grid: PolderGrid;
  /** The whole swath: by row, then column. */
  readonly intervals: readonly SwathInterval[];
  /** The same intervals with their cloud types, from north to south. */
  readonly blocks: Iterable<TruthBlock>;
  /** Middles of the bins, whole metres above sea level: shape [125]. */
  readonly heights: ArrayLike<number>;
  readonly signal?: AbortSignal;
}

/**
 * Write the clouds of a whole swath (HDF5, also for netCDF readers, by the CF conventions 1.8): the same content gives
 * the same bytes.
 *
 * | data set | type | shape | |
 * |---|---|---|---|
 * | `row` | int32 | [rows] | row of the POLDER grid, one after the other |
 * | `column` | int32 | [columns] | columns of the POLDER grid that any row of the swath has, ascending |
 * | `height` | int16 | [125] | metres above sea level |
 * | `latitude` | float64 | [rows] | of the pixels' centres, degrees north |
 * | `longitude` | float32 | [rows, columns] | of the pixels' centres, degrees east; NaN outside of the swath |
 * | `cloud_type` | uint8 | [rows, columns, 125] | 0 none, 1 to 8 the types of 2B-CLDCLASS, 255 outside of the swath |
 *
 * The element [i, j] belongs to the pixel (`row[i]`, `column[j]`) of the image: `image[row][:, column]` in Python is the
 * image on these axes. Rows follow each other; columns may have gaps. A swath across the antimeridian has some at both ends
 * of the grid with a wide gap between, and there may be narrower gaps as well, so never count columns from the first.
 * `latitude` and `longitude` are there for plotting; the indices are exact.
 *
 * A whole half orbit is large: 3192 x 4518 x 125, 1.8 GB in memory. Read it by rows.
 *
 * Only chunks with pixels of the swath are stored; memory holds a row of them.
 *
 * @throws TypeError, RangeError for blocks that are not the intervals, one after the other, or not on the grid, for
 * arrays of other lengths, and for a swath without pixels; SourceError of `@atcs/hdf` when the target cannot be written;
 * the reason of `signal`. Nothing is left of the file then.
 */
export async function writeTruth(target: WriteTarget, content: TruthContent): Promise<void> {
  const { beginTai93, endTai93, grid, intervals, heights, signal } = content;
  checkAcquisition("writeTruth", beginTai93, endTai93);
  checkHeights(heights);
  const axes = swathAxes("writeTruth", grid, intervals);
  signal?.throwIfAborted();
  const file = await createHdf5(target, {
    attributes: {
      Conventions: "CF-1.8",
      Title: "Clouds of a simulated granule of POLDER-3 level 1B",
      Beginning_Acquisition_Date: acquisitionDate(beginTai93),
      Ending_Acquisition_Date: acquisitionDate(endTai93),
    },
  });
  await completeFile(file, () => writeContent(file, content, axes));
}

async function writeContent(file: Hdf5FileWriter, content: TruthContent, axes: SwathAxes): Promise<void> {
  const { grid, intervals, blocks, heights, signal } = content;
  const pending = new PendingWrites();
  const scales = await writeAxes(file, axes, grid, heights);
  const { cloudType, longitude } = createImages(file, axes, scales, pending);
  let next = 0;
  for await (const { block, what } of checkedBlocks("writeTruth", blocks, grid, signal)) {
    next = checkIntervals(what, block, intervals, next);
    if (!(block.types instanceof Uint8Array) || block.types.length !== block.count * heightBinCount) {
      throw new RangeError(`${what}: expected types to be a Uint8Array of ${block.count} x ${heightBinCount} types`);
    }
    const odd = block.types.findIndex((type) => type > highestType);
    if (odd >= 0)
      throw new RangeError(`${what}: cloud type ${block.types[odd]} at ${odd}: expected 0 to ${highestType}`);
    const intervalsOfFile = toAxes(block.intervals, axes);
    await longitude.write(intervalsOfFile, longitudesOf(block, grid));
    await cloudType.write(intervalsOfFile, block.types);
  }
  if (next < intervals.length) {
    throw new RangeError(`writeTruth: the blocks end before interval ${next} of the swath`);
  }
  await longitude.finish();
  await cloudType.finish();
  await pending.finish();
}

/** Deep convection. */
const highestType = 8;

/** @throws RangeError */
function checkHeights(heights: ArrayLike<number>): void {
  if (heights?.length !== heightBinCount) {
    throw new RangeError(`writeTruth: expected heights of ${heightBinCount} bins, got ${heights?.length}`);
  }
  for (let bin = 0; bin < heightBinCount; bin++) {
    const height = heights[bin]!;
    const isBelow = bin === 0 || height < heights[bin - 1]!;
    if (Number.isInteger(height) && Math.abs(height) <= 32_767 && isBelow) continue;
    throw new RangeError(
      `writeTruth: height ${bin}: expected whole metres within 32767, from the top down, got ${height}`,
    );
  }
}

/** @returns the number of intervals so far @throws RangeError unless those of the block come next in the swath */
function checkIntervals(what: string, block: TruthBlock, swath: readonly SwathInterval[], next: number): number {
  for (const [i, { row, firstCol, lastCol }] of block.intervals.entries()) {
    const expected = swath[next + i];
    if (expected?.row !== row || expected.firstCol !== firstCol || expected.lastCol !== lastCol) {
      throw new RangeError(`${what}: interval ${i} is not the interval ${next + i} of the swath`);
    }
  }
  return next + block.intervals.length;
}

function longitudesOf({ intervals, count }: TruthBlock, grid: PolderGrid): Float32Array {
  const longitudes = new Float32Array(count);
  let pixel = 0;
  for (const { row, firstCol, lastCol } of intervals) {
    for (let col = firstCol; col <= lastCol; col++) longitudes[pixel++] = grid.longitude(row, col);
  }
  return longitudes;
}
