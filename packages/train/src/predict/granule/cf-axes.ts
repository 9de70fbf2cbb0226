import type { Hdf5DatasetWriter, Hdf5FileWriter } from "@atcs/hdf/write";
import type { SwathWindow } from "./window.ts";

/** A dimension of a file. */
export type Axis = Hdf5DatasetWriter<"int32" | "float32">;

/** The rows of the grid, and columns without coordinates of their own. */
export async function writeAxes(file: Hdf5FileWriter, { firstRow, rows, cols }: SwathWindow): Promise<Axis[]> {
  const row = file.createDataset("row", {
    dtype: "int32",
    shape: [rows],
    scale: true,
    attributes: { long_name: "row of the POLDER grid, from 0 in the north", units: "1" },
  });
  await row.write(Int32Array.from({ length: rows }, (_, y) => firstRow + y));
  return [row, file.createDimension("col", cols)];
}

/** The heights of the bins and their bounds. @param comment where they are from */
export async function writeHeights(file: Hdf5FileWriter, heights: Float32Array, comment: string): Promise<Axis> {
  const height = file.createDataset("height", {
    dtype: "float32",
    shape: [heights.length],
    scale: true,
    attributes: {
      standard_name: "altitude",
      long_name: "nominal height of the centre of the bin above mean sea level",
      units: "m",
      positive: "up",
      axis: "Z",
      bounds: "height_bnds",
      comment,
    },
  });
  await height.write(heights);
  const bounds = file.createDataset("height_bnds", {
    dtype: "float32",
    shape: [heights.length, 2],
    dimensions: [height, file.createDimension("bnds", 2)],
  });
  await bounds.write(heightBounds(heights));
  return height;
}

/** Bins end half-way to the next one; the first and the last are symmetric. */
function heightBounds(heights: Float32Array): Float32Array {
  const between = (a: number, b: number): number => (heights[a]! + heights[b]!) / 2;
  const last = heights.length - 1;
  return Float32Array.from({ length: 2 * heights.length }, (_, i) => {
    const bin = i >> 1;
    if (last === 0) return heights[0]! + (i === 0 ? 120 : -120);
    if (i % 2 === 0) return bin > 0 ? between(bin - 1, bin) : 2 * heights[0]! - between(0, 1);
    return bin < last ? between(bin, bin + 1) : 2 * heights[last]! - between(last - 1, last);
  });
}
