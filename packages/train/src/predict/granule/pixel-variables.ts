import type { Hdf5AttributeInput, Hdf5DatasetWriter, Hdf5FileWriter } from "@atcs/hdf/write";
import type { Axis } from "./cf-axes.ts";

/** Name of a variable that has a number for each pixel of the window, whether or not there is a prediction. */
export type PixelVariable = "lat" | "lon" | "polder_column" | "number_of_views" | "land_sea_flag";

type PixelDtype = "float32" | "int16" | "int8";

interface Described {
  readonly dtype: PixelDtype;
  readonly attributes: Readonly<Record<string, Hdf5AttributeInput>>;
}

const pixelVariables: Readonly<Record<PixelVariable, Described>> = {
  lat: {
    dtype: "float32",
    attributes: { standard_name: "latitude", long_name: "latitude of the pixel centre", units: "degrees_north" },
  },
  lon: {
    dtype: "float32",
    attributes: { standard_name: "longitude", long_name: "longitude of the pixel centre", units: "degrees_east" },
  },
  polder_column: {
    dtype: "int16",
    attributes: { long_name: "column of the POLDER grid, from 0 in the west", units: "1" },
  },
  number_of_views: { dtype: "int8", attributes: { long_name: "number of views of the pixel", units: "1" } },
  land_sea_flag: {
    dtype: "int8",
    attributes: { long_name: "surface", flag_values: Int8Array.of(0, 50, 100), flag_meanings: "sea mixed land" },
  },
};

/** Where a cell or a value is missing. */
export const pixelFill: Readonly<Record<PixelVariable, number>> = {
  lat: -999,
  lon: -999,
  polder_column: -1,
  number_of_views: -1,
  land_sea_flag: -1,
};

/** How the pixels of a file are stored. */
export interface PixelStorage {
  /** Lengths of a chunk. */
  readonly chunks: readonly [rows: number, cols: number];
  readonly hasLandSeaFlag: boolean;
}

/** Create the variables that have a number for each pixel of the window. */
export function createPixelVariables(
  file: Hdf5FileWriter,
  axes: readonly Axis[],
  { chunks, hasLandSeaFlag }: PixelStorage,
): Map<PixelVariable, Hdf5DatasetWriter<PixelDtype>> {
  const shape = axes.map((axis) => axis.shape[0]!);
  const names = (Object.keys(pixelVariables) as PixelVariable[]).filter(
    (name) => name !== "land_sea_flag" || hasLandSeaFlag,
  );
  return new Map(
    names.map((name) => {
      const { dtype, attributes } = pixelVariables[name];
      const isCoordinate = name === "lat" || name === "lon";
      const fillValue = pixelFill[name];
      const dataset = file.createDataset<PixelDtype>(name, {
        dtype,
        shape,
        chunks,
        shuffle: true,
        deflate: 6,
        fillValue,
        dimensions: axes,
        attributes: {
          ...attributes,
          _FillValue: { dtype, value: fillValue },
          ...(!isCoordinate && { coordinates: "lat lon" }),
        },
      });
      return [name, dataset];
    }),
  );
}
