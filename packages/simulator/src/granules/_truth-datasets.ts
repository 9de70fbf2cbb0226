import { cloudTypes, type PolderGrid } from "@atcs/colocate";
import type { Hdf5DatasetWriter, Hdf5FileWriter } from "@atcs/hdf/write";
import { ChunkRowWriter } from "./_chunk-row-writer.ts";
import type { PendingWrites } from "./_pending-writes.ts";
import type { SwathAxes } from "./_swath-axes.ts";
import { heightBinCount } from "./height-bins.ts";
import { chunkCols, chunkRows } from "./parasol-fields.ts";

/** Outside of the swath. */
const typeFill = 255;

const deflate = 4;

/** The dimensions of the truth. */
export interface TruthScales {
  readonly row: Hdf5DatasetWriter<"int32">;
  readonly column: Hdf5DatasetWriter<"int32">;
  readonly height: Hdf5DatasetWriter<"int16">;
}

/** Write what has one axis: the dimension scales, and the latitudes of the rows. */
export async function writeAxes(
  file: Hdf5FileWriter,
  { rows, columns }: SwathAxes,
  grid: PolderGrid,
  heights: ArrayLike<number>,
): Promise<TruthScales> {
  const row = file.createDataset("row", {
    dtype: "int32",
    shape: [rows.length],
    scale: true,
    attributes: { long_name: "Row of the POLDER grid, 0 in the north", units: "1" },
  });
  const column = file.createDataset("column", {
    dtype: "int32",
    shape: [columns.length],
    scale: true,
    attributes: { long_name: "Column of the POLDER grid, 0 in the west", units: "1" },
  });
  const height = file.createDataset("height", {
    dtype: "int16",
    shape: [heights.length],
    scale: true,
    attributes: {
      standard_name: "altitude",
      long_name: "Middle of the height bin above mean sea level",
      units: "m",
      positive: "up",
    },
  });
  const latitude = file.createDataset("latitude", {
    dtype: "float64",
    shape: [rows.length],
    dimensions: [row],
    attributes: { standard_name: "latitude", long_name: "Latitude of the pixel centres", units: "degrees_north" },
  });
  await row.write(rows);
  await column.write(columns);
  await height.write(Int16Array.from(heights));
  await latitude.write(Float64Array.from(rows, (index) => grid.latitude(index)));
  return { row, column, height };
}

/** What every pixel has. */
export interface TruthImages {
  readonly longitude: ChunkRowWriter<Float32Array>;
  readonly cloudType: ChunkRowWriter<Uint8Array>;
}

export function createImages(
  file: Hdf5FileWriter,
  { rows, columns }: SwathAxes,
  { row, column, height }: TruthScales,
  pending: PendingWrites,
): TruthImages {
  const chunkShape = { rows: Math.min(chunkRows, rows.length), cols: Math.min(chunkCols, columns.length) };
  const longitude = file.createDataset("longitude", {
    dtype: "float32",
    shape: [rows.length, columns.length],
    chunks: [chunkShape.rows, chunkShape.cols],
    shuffle: true,
    deflate,
    fillValue: Number.NaN,
    dimensions: [row, column],
    attributes: {
      _FillValue: { dtype: "float32", value: Number.NaN },
      standard_name: "longitude",
      long_name: "Longitude of the pixel centres",
      units: "degrees_east",
    },
  });
  const cloudType = file.createDataset("cloud_type", {
    dtype: "uint8",
    shape: [rows.length, columns.length, heightBinCount],
    chunks: [chunkShape.rows, chunkShape.cols, heightBinCount],
    deflate,
    fillValue: typeFill,
    dimensions: [row, column, height],
    attributes: {
      _FillValue: { dtype: "uint8", value: typeFill },
      long_name: "Type of cloud",
      units: "1",
      flag_values: Uint8Array.from(cloudTypes, ({ id }) => id),
      flag_meanings: cloudTypes.map(({ name }) => name.replaceAll(" ", "_")).join(" "),
      coordinates: "latitude longitude",
    },
  });
  return {
    longitude: new ChunkRowWriter<Float32Array>(
      {
        chunkShape,
        elements: 1,
        makeChunk: (length) => new Float32Array(length).fill(Number.NaN),
        writeChunk: (index, chunk) => longitude.writeChunk(index, chunk),
      },
      pending,
    ),
    cloudType: new ChunkRowWriter<Uint8Array>(
      {
        chunkShape,
        elements: heightBinCount,
        makeChunk: (length) => new Uint8Array(length).fill(typeFill),
        writeChunk: (index, chunk) => cloudType.writeChunk(index, chunk),
      },
      pending,
    ),
  };
}
