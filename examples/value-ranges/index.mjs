// Prints the range of physical values of every data set of an HDF4 or HDF5 file, a few rows at a time, so that memory
// stays small however large the file is.
//
//   node index.mjs FILE

import { fileURLToPath } from "node:url";
import { isHdfError, open, unpack } from "@atcs/hdf";

const bytesAtOnce = 16e6;

/** Smallest and largest valid value, and how many values are valid. */
export async function valueRange(dataset) {
  const range = { min: Infinity, max: -Infinity, valid: 0, total: 0 };
  for (const rows of rowBlocks(dataset.shape)) {
    const { values, valid } = unpack(dataset, await dataset.read(rows));
    for (let i = 0; i < values.data.length; i++) {
      if (valid.data[i] === 0) continue;
      range.min = Math.min(range.min, values.data[i]);
      range.max = Math.max(range.max, values.data[i]);
      range.valid++;
    }
    range.total += values.data.length;
  }
  return range;
}

/** Selections that cover the data set, some rows each. */
function* rowBlocks(shape) {
  const [rows, ...others] = shape;
  if (rows === undefined) yield [];
  const rowBytes = others.reduce((size, length) => size * length, 8);
  const block = Math.max(1, Math.floor(bytesAtOnce / Math.max(1, rowBytes)));
  for (let start = 0; start < rows; start += block) yield [[start, Math.min(rows, start + block)]];
}

async function main(path) {
  const file = await open(path);
  try {
    for (const dataset of file.datasets()) {
      if (!/int|float/.test(dataset.dtype)) continue;
      const { min, max, valid, total } = await valueRange(dataset);
      console.log(`${dataset.path}: ${valid === 0 ? "nothing" : `${min} to ${max}`} (${valid} of ${total} valid)`);
    }
  } finally {
    await file.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await main(process.argv[2]);
  } catch (error) {
    if (!isHdfError(error)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
