import { missingValue } from "@atcs/colocate";
import type { Dataset } from "@atcs/hdf";
import { DatasetError } from "../errors.ts";
import { channelCount } from "../fields/channels.ts";
import type { StoredField } from "../types.ts";

// HDF5 gives the fill value, which is 0 when nothing else was asked for, for all that was never written: of a file whose
// writer was stopped, zeros would be learned as if they were reflectances, and a clear sky as the labels.

/** @throws DatasetError DATASET_INSTANCE for a data set that was made, but of which nothing was written */
export function checkWritten({ hdf5, shape, path }: Dataset, file: string): void {
  if (hdf5?.unwritten !== true || shape.includes(0)) return;
  const problem = `"${path}" was never written: expected values, make the instance again`;
  throw new DatasetError("DATASET_INSTANCE", problem, { file });
}

/**
 * A chunk that was never written has one value, which no pixel has in all views of all fields.
 * @param values shape (rows, columns, channels)
 * @throws DatasetError DATASET_INSTANCE
 */
export function checkPixels(
  values: Float32Array,
  { shape, chunks, fillValue }: Dataset,
  fields: readonly StoredField[],
  file: string,
): void {
  const fill = Number(fillValue ?? 0);
  // A whole part without values is nothing special; nor are counts and flags of 0.
  if (chunks === null || fill === missingValue || fields.every(({ angles }) => angles === 1)) return;
  const pixel = findUniformPixel(values, channelCount(fields), fill);
  if (pixel === undefined) return;
  const width = shape[1]!;
  const place = `row ${Math.floor(pixel / width)}, column ${pixel % width}`;
  const problem = `the image has ${fill} in all channels at ${place}: a part of it was never written, make the instance again`;
  throw new DatasetError("DATASET_INSTANCE", problem, { file });
}

/** The first pixel that has the value in all its channels. */
function findUniformPixel(values: Float32Array, channels: number, value: number): number | undefined {
  for (let at = 0; at < values.length; at += channels) {
    let equal = 0;
    while (equal < channels && values[at + equal] === value) equal++;
    if (equal === channels) return at / channels;
  }
  return undefined;
}
