import { checkOptions } from "../../_check-options.ts";
import { product } from "../../_strided.ts";
import { elementSize, newArray } from "../../_typed-array.ts";
import { LimitError } from "../../errors.ts";
import type { NumericDtype } from "../../types.ts";
import { type CheckedFilters, checkFilters } from "./filters.ts";
import { isNumericDtype, packNumbers } from "./number-types.ts";
import type { Hdf5DatasetOptions, Hdf5InputArray } from "./types.ts";

const optionNames = [
  "dtype",
  "shape",
  "chunks",
  "shuffle",
  "deflate",
  "fillValue",
  "scale",
  "dimensions",
  "attributes",
] as const satisfies readonly (keyof Hdf5DatasetOptions<NumericDtype>)[];

const maxRank = 32;
const maxChunkBytes = 2 ** 32 - 1;

/** Type, shape and storage of a data set, checked. */
export interface DatasetLayout {
  /** Path, for errors. */
  readonly path: string;
  readonly dtype: NumericDtype;
  readonly elementSize: number;
  readonly shape: readonly number[];
  readonly chunks: readonly number[] | null;
  readonly filters: CheckedFilters;
  /** One element; null when not given, which means zeros. */
  readonly fillValue: Hdf5InputArray | null;
}

/** @throws TypeError, RangeError; LimitError for what the format cannot hold */
export function checkLayout(
  path: string,
  options: Hdf5DatasetOptions<NumericDtype>,
  file: string | undefined,
): DatasetLayout {
  const what = JSON.stringify(path);
  checkOptions(what, options, optionNames);
  const { dtype, shape, chunks = null, fillValue } = options;
  if (!isNumericDtype(dtype)) throw new TypeError(`${what}: expected a dtype of numbers, got ${JSON.stringify(dtype)}`);
  checkLengths(shape, 0, `${what}: shape`);
  if (shape.length > maxRank) {
    throw new LimitError(`a data set has at most ${maxRank} axes, asked for ${shape.length}`, { file, object: path });
  }
  const size = elementSize(dtype);
  if (!Number.isSafeInteger(product(shape) * size)) {
    throw new LimitError(`[${shape.join(", ")}] of ${dtype} are more than 2^53 bytes`, { file, object: path });
  }
  const filters = checkFilters(options, what);
  if (chunks === null && (filters.shuffle || filters.deflate !== undefined)) {
    throw new TypeError(`${what}: shuffle and deflate need chunks`);
  }
  if (chunks !== null) checkChunks(chunks, shape, size, path, file);
  return {
    path,
    dtype,
    elementSize: size,
    shape: [...shape],
    chunks: chunks === null ? null : [...chunks],
    filters,
    fillValue: fillValue === undefined ? null : packNumbers(dtype, [fillValue], `${what}: fillValue`),
  };
}

/** Elements that all have the fill value. */
export function createFilled({ dtype, fillValue }: DatasetLayout, length: number): Hdf5InputArray {
  const elements = newArray(dtype, length);
  if (fillValue !== null) (elements as Float64Array).fill((fillValue as Float64Array)[0]!);
  return elements;
}

function checkChunks(
  chunks: readonly number[],
  shape: readonly number[],
  elementSize: number,
  path: string,
  file: string | undefined,
): void {
  const what = JSON.stringify(path);
  checkLengths(chunks, 1, `${what}: chunks`);
  const fits = chunks.length === shape.length && chunks.every((length, axis) => length <= Math.max(shape[axis]!, 1));
  if (!fits || chunks.length === 0) {
    const found = `[${chunks.join(", ")}] for the shape [${shape.join(", ")}]`;
    throw new RangeError(`${what}: expected one chunk length per axis, at most the axis' length, got ${found}`);
  }
  if (product(chunks) * elementSize > maxChunkBytes) {
    throw new LimitError(`a chunk of [${chunks.join(", ")}] elements exceeds 4 GiB - 1`, { file, object: path });
  }
}

function checkLengths(lengths: unknown, min: number, what: string): void {
  if (!Array.isArray(lengths)) throw new TypeError(`${what}: expected an array of lengths, got ${typeof lengths}`);
  const wrong = lengths.find((length) => !(Number.isSafeInteger(length) && length >= min));
  if (wrong !== undefined) throw new RangeError(`${what}: expected integers from ${min}, got [${lengths.join(", ")}]`);
}
