import { PolderGrid } from "@atcs/colocate";
import { createHdf5, type Hdf5FileWriter, type WriteTarget } from "@atcs/hdf/write";
import { checkedBlocks } from "./_checked-blocks.ts";
import { acquisitionDate, checkAcquisition, completeFile } from "./_granule-file.ts";
import { ParasolDataset } from "./_parasol-dataset.ts";
import { PendingWrites } from "./_pending-writes.ts";
import { chunksOf } from "./_swath-chunks.ts";
import { chunkCols, chunkRows, parasolFields } from "./parasol-fields.ts";
import type { PixelBlock } from "./types.ts";

/** What a granule of level 1B holds. */
export interface ParasolContent {
  /** When the acquisition begins and ends: SI seconds, TAI93. */
  readonly beginTai93: number;
  readonly endTai93: number;
  /** From north to south; the next one is asked for when those before are nearly written. */
  readonly blocks: Iterable<PixelBlock>;
  readonly signal?: AbortSignal;
  /** Called after each block with the number of blocks so far. */
  readonly onBlock?: (done: number) => void;
}

/**
 * Write a granule of PARASOL level 1B (HDF5) on the full grid: the same content gives the same bytes. Only chunks in
 * which a block has pixels are stored; memory holds a block, and up to 64 MiB of chunks that are being compressed.
 *
 * `Num_Fill`, `Num_missing_value`, `Num_Valid` and `actual_range` tell what is stored, element by element: the slots of
 * angles that hold no view, which are 0 and not flagged, count as valid. Without a valid element `actual_range` is NaN.
 *
 * @throws TypeError, RangeError for blocks out of order, outside of the grid or with fields of other lengths or types;
 * SourceError of `@atcs/hdf` when the target cannot be written; the reason of `signal`. Nothing is left of the file then.
 */
export async function writeParasol(target: WriteTarget, content: ParasolContent): Promise<void> {
  const { beginTai93, endTai93, signal } = content;
  checkAcquisition("writeParasol", beginTai93, endTai93);
  signal?.throwIfAborted();
  const file = await createHdf5(target, {
    attributes: {
      Title: "Simulated POLDER-3 level 1B",
      Beginning_Acquisition_Date: acquisitionDate(beginTai93),
      Ending_Acquisition_Date: acquisitionDate(endTai93),
      Product_Version: "V1-01",
    },
  });
  await completeFile(file, () => writeBlocks(file, content));
}

async function writeBlocks(file: Hdf5FileWriter, { blocks, signal, onBlock }: ParasolContent): Promise<void> {
  const grid = new PolderGrid();
  const datasets = Array.from(parasolFields.values(), (field) => new ParasolDataset(file, field, grid));
  const pending = new PendingWrites();
  let done = 0;
  for await (const { block, what } of checkedBlocks("writeParasol", blocks, grid, signal)) {
    const counts = datasets.map((dataset) => dataset.countsOf(block, what));
    const chunks = chunksOf(block.intervals, { rows: chunkRows, cols: chunkCols });
    for (const [i, dataset] of datasets.entries()) {
      await dataset.write(block.firstRow / chunkRows, chunks, counts[i]!, pending);
    }
    done++;
    onBlock?.(done);
  }
  await pending.finish();
  for (const dataset of datasets) dataset.describe();
}
