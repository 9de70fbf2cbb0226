import { isHdfError } from "@atcs/hdf";
import { createHdf5, type Hdf5DatasetWriter, type Hdf5FileWriter } from "@atcs/hdf/write";
import { ioError } from "../../run/write-file.ts";
import { type Axis, writeAxes, writeHeights } from "./cf-axes.ts";
import type { OutputVariable } from "./output-variable.ts";
import { createPixelVariables, type PixelVariable } from "./pixel-variables.ts";
import type { SwathWindow } from "./window.ts";

/** Columns and height bins of a chunk; its rows are those of a band. */
const chunkCols = 128;
const chunkBins = 25;

/** What a file of predictions has. */
export interface CfFileOptions {
  /** Rows that are written together. */
  readonly bandRows: number;
  readonly variable: OutputVariable;
  /** Metres, of the 3-D tasks. */
  readonly heights: Float32Array | undefined;
  /** Where the heights are from. */
  readonly heightComment: string;
  readonly hasLandSeaFlag: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The predictions of some rows of the window. */
export interface OutputBand {
  /** Number of the band. */
  readonly index: number;
  /** Shape [rows, cols] each. */
  readonly pixels: Readonly<Partial<Record<PixelVariable, Float32Array>>>;
  /** For each row the columns with a prediction, and the predictions: [bins, columns]. */
  readonly rows: readonly { readonly cols: Int32Array; readonly values: Uint8Array | Float32Array }[];
}

/** A file of predictions by the CF conventions, which appears under its name when it is closed. */
export class CfFile {
  readonly #path: string;
  readonly #file: Hdf5FileWriter;
  readonly #window: SwathWindow;
  readonly #options: CfFileOptions;
  readonly #pixels: ReadonlyMap<PixelVariable, Hdf5DatasetWriter<"float32" | "int16" | "int8">>;
  readonly #values: Hdf5DatasetWriter<"float32" | "int8">;

  private constructor(path: string, window: SwathWindow, options: CfFileOptions, parts: CfFileParts) {
    this.#path = path;
    this.#file = parts.file;
    this.#window = window;
    this.#options = options;
    this.#pixels = parts.pixels;
    this.#values = parts.values;
  }

  /** @throws TrainError TRAIN_IO, as its methods */
  static async create(path: string, window: SwathWindow, options: CfFileOptions): Promise<CfFile> {
    const attributes = { Conventions: "CF-1.8", ...options.attributes };
    const file = await onDisk(path, () => createHdf5(path, { attributes }));
    try {
      return await onDisk(path, async () => {
        const { heights, heightComment, hasLandSeaFlag } = options;
        const axes = await writeAxes(file, window);
        const chunks = [Math.min(options.bandRows, window.rows), Math.min(chunkCols, window.cols)] as const;
        const pixels = createPixelVariables(file, axes, { chunks, hasLandSeaFlag });
        const height = heights === undefined ? [] : [await writeHeights(file, heights, heightComment)];
        const values = createValues(file, [...height, ...axes], options);
        return new CfFile(path, window, options, { file, pixels, values });
      });
    } catch (error) {
      await file.abort();
      throw error;
    }
  }

  /** Write a band. Chunks without a prediction take no space. */
  write({ index, pixels, rows }: OutputBand): Promise<void> {
    return onDisk(this.#path, async () => {
      for (let col = 0; col < this.#window.cols; col += chunkCols) {
        const part = { col, cols: Math.min(chunkCols, this.#window.cols - col) };
        for (const [name, dataset] of this.#pixels) {
          const chunk = columnsOf(pixels[name]!, this.#window.cols, rows.length, part);
          await dataset.writeChunk([index, col / chunkCols], typed(dataset.dtype, chunk));
        }
        await this.#writeValues(index, rows, part);
      }
    });
  }

  close(): Promise<void> {
    return onDisk(this.#path, () => this.#file.close());
  }

  /** Leave nothing behind. */
  abort(): Promise<void> {
    return this.#file.abort();
  }

  async #writeValues(index: number, rows: OutputBand["rows"], { col, cols }: ColumnRange): Promise<void> {
    // Numbers among the predicted pixels of each row that lie in the chunk.
    const inChunk = rows.map(({ cols: all }) => [firstFrom(all, col), firstFrom(all, col + cols)] as const);
    if (inChunk.every(([begin, end]) => begin === end)) return;
    const { variable, heights } = this.#options;
    const bins = heights?.length ?? 1;
    for (let bin = 0; bin < bins; bin += chunkBins) {
      const count = Math.min(chunkBins, bins - bin);
      const chunk = new Float32Array(count * rows.length * cols).fill(variable.fillValue);
      for (const [y, { cols: all, values }] of rows.entries()) {
        const [begin, end] = inChunk[y]!;
        for (let b = 0; b < count; b++) {
          const to = (b * rows.length + y) * cols - col;
          for (let i = begin; i < end; i++) chunk[to + all[i]!] = values[(bin + b) * all.length + i]!;
        }
      }
      const place = [index, col / chunkCols];
      await this.#values.writeChunk(
        heights === undefined ? place : [bin / chunkBins, ...place],
        typed(variable.dtype, chunk),
      );
    }
  }
}

interface CfFileParts {
  readonly file: Hdf5FileWriter;
  readonly pixels: ReadonlyMap<PixelVariable, Hdf5DatasetWriter<"float32" | "int16" | "int8">>;
  readonly values: Hdf5DatasetWriter<"float32" | "int8">;
}

/** Columns of a chunk. */
interface ColumnRange {
  readonly col: number;
  readonly cols: number;
}

function createValues(
  file: Hdf5FileWriter,
  axes: readonly Axis[],
  { bandRows, variable, hasLandSeaFlag }: CfFileOptions,
): Hdf5DatasetWriter<"float32" | "int8"> {
  const { name, dtype, fillValue, attributes } = variable;
  const shape = axes.map((axis) => axis.shape[0]!);
  const chunks = [chunkBins, bandRows, chunkCols].slice(-shape.length);
  return file.createDataset<"float32" | "int8">(name, {
    dtype,
    shape,
    chunks: chunks.map((length, axis) => Math.min(length, shape[axis]!)),
    shuffle: true,
    deflate: 6,
    fillValue,
    dimensions: axes,
    attributes: {
      ...attributes,
      _FillValue: { dtype, value: fillValue },
      coordinates: "lat lon",
      ancillary_variables: `number_of_views${hasLandSeaFlag ? " land_sea_flag" : ""}`,
    },
  });
}

/** Index of the first number that is not less. */
function firstFrom(ascending: Int32Array, least: number): number {
  let [begin, end] = [0, ascending.length];
  while (begin < end) {
    const middle = (begin + end) >> 1;
    if (ascending[middle]! < least) begin = middle + 1;
    else end = middle;
  }
  return begin;
}

/** Some columns of an image. */
function columnsOf(image: Float32Array, width: number, rows: number, { col, cols }: ColumnRange): Float32Array {
  const part = new Float32Array(rows * cols);
  for (let y = 0; y < rows; y++) part.set(image.subarray(y * width + col, y * width + col + cols), y * cols);
  return part;
}

interface Arrays {
  readonly float32: Float32Array;
  readonly int16: Int16Array;
  readonly int8: Int8Array;
}

const conversions: { readonly [D in keyof Arrays]: (values: Float32Array) => Arrays[D] } = {
  float32: (values: Float32Array): Float32Array => values,
  int16: (values: Float32Array): Int16Array => Int16Array.from(values),
  int8: (values: Float32Array): Int8Array => Int8Array.from(values),
};

/** Numbers that the type holds, in its array. */
function typed<D extends keyof Arrays>(dtype: D, values: Float32Array): Arrays[D] {
  return conversions[dtype](values);
}

/** What the system says of a file that cannot be written is the cause of the error of `@atcs/hdf`. */
async function onDisk<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw isHdfError(error, "HDF_IO") ? ioError(error.cause ?? error, path, "written") : error;
  }
}
