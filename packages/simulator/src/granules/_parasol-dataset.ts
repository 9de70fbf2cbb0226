import { type PolderCountType, type PolderGrid, polderViews } from "@atcs/colocate";
import type { Hdf5DatasetWriter, Hdf5FileWriter } from "@atcs/hdf/write";
import { countArrays, type FieldCounts, filledCounts } from "./_count-arrays.ts";
import type { PendingWrites } from "./_pending-writes.ts";
import { fillChunk, type SwathChunk } from "./_swath-chunks.ts";
import { chunkCols, chunkRows, type ParasolField } from "./parasol-fields.ts";
import type { PixelBlock } from "./types.ts";

/** Level of deflate: noise hardly gets smaller at higher ones, which take up to twice as long. */
const deflate = 2;

/** A data set of a granule of level 1B that is being written. */
export class ParasolDataset {
  readonly #field: ParasolField;
  readonly #dataset: Hdf5DatasetWriter<PolderCountType>;
  /** Elements of a pixel. */
  readonly #views: number;
  /** Elements of the whole data set that no block has written. */
  #unwritten: number;
  #fill = 0;
  #missing = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  constructor(file: Hdf5FileWriter, field: ParasolField, grid: PolderGrid) {
    const { group, name, dtype, directional, fill } = field;
    const viewAxis = directional ? [polderViews] : [];
    this.#field = field;
    this.#views = directional ? polderViews : 1;
    this.#unwritten = grid.rows * grid.cols * this.#views;
    this.#dataset = file.createDataset(`${group}/${name}`, {
      dtype,
      shape: [grid.rows, grid.cols, ...viewAxis],
      chunks: [chunkRows, chunkCols, ...viewAxis],
      shuffle: true,
      deflate,
      fillValue: fill,
    });
  }

  /** The counts of a block. @throws TypeError, RangeError unless they are as many and of the type as they should */
  countsOf(block: PixelBlock, what: string): FieldCounts {
    const { name, dtype } = this.#field;
    const counts = block.fields instanceof Map ? block.fields.get(name) : undefined;
    if (!(counts instanceof countArrays[dtype])) {
      throw new TypeError(`${what}: field "${name}": expected counts of type ${dtype}`);
    }
    const expected = block.count * this.#views;
    if (counts.length !== expected) {
      throw new RangeError(`${what}: field "${name}": expected ${expected} counts, got ${counts.length}`);
    }
    return counts;
  }

  /** Write the chunks of a block, which is one row of chunks. */
  async write(
    chunkRow: number,
    chunks: readonly SwathChunk[],
    counts: FieldCounts,
    pending: PendingWrites,
  ): Promise<void> {
    this.#tally(counts);
    const views = this.#views;
    const { dtype, fill } = this.#field;
    for (const { chunkCol, runs } of chunks) {
      const chunk = filledCounts(dtype, chunkRows * chunkCols * views, fill);
      fillChunk(chunk, runs, counts, views);
      const index = views === 1 ? [chunkRow, chunkCol] : [chunkRow, chunkCol, 0];
      await pending.add(chunk.byteLength, () => this.#dataset.writeChunk(index, chunk));
    }
  }

  #tally(stored: FieldCounts): void {
    // One type of array makes the loop fast for all.
    const counts = new Int32Array(stored);
    const { fill, missing } = this.#field;
    let fills = 0;
    let missings = 0;
    let min = this.#min;
    let max = this.#max;
    for (let i = 0; i < counts.length; i++) {
      const count = counts[i]!;
      if (count === missing) missings++;
      else if (count === fill) fills++;
      else if (count < min || count > max) {
        min = Math.min(min, count);
        max = Math.max(max, count);
      }
    }
    this.#unwritten -= counts.length;
    this.#fill += fills;
    this.#missing += missings;
    this.#min = min;
    this.#max = max;
  }

  /** Set the attributes, which tell what has been written. */
  describe(): void {
    const { scale, offset, units, longName, fill, missing, directional } = this.#field;
    const [rows, cols] = this.#dataset.shape as readonly [number, number];
    const numFill = this.#unwritten + this.#fill;
    const numValid = rows * cols * this.#views - numFill - this.#missing;
    const toPhysical = (count: number): number => (numValid === 0 ? Number.NaN : scale * count + offset);
    const attributes = {
      _FillValue: { dtype: "int64", value: fill },
      missing_value: { dtype: "int64", value: missing },
      scale_factor: scale,
      scale_factor_err: 0,
      add_offset: offset,
      add_offset_err: 0,
      long_name: longName,
      units,
      scaling_equation: "physical = scale_factor * count + add_offset",
      Num_Fill: { dtype: "int32", value: numFill },
      Num_missing_value: { dtype: "int32", value: this.#missing },
      Num_Valid: { dtype: "int32", value: numValid },
      actual_range: [toPhysical(this.#min), toPhysical(this.#max)],
      // The C library's labels of dimensions are of variable length.
      DIMENSION_LABELS: {
        dtype: "string",
        value: ["row", "column", ...(directional ? ["view_direction"] : [])],
        variableLength: true,
      },
    } as const;
    for (const [name, value] of Object.entries(attributes)) this.#dataset.setAttribute(name, value);
  }
}
