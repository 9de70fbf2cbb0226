import { breathe } from "../_breathe.ts";
import { elementSize, newArray } from "../_typed-array.ts";
import { LimitError } from "../errors.ts";
import { type AxisRange, selectionSize } from "../selection.ts";
import type { ArrayOf, DataArray, NumericDtype } from "../types.ts";
import { toArray } from "./decode.ts";
import type { OpenFile } from "./open-file.ts";
import type { DatasetDescription, Payload } from "./session.ts";
import { chooseExtent, copyBlock, cutSelection, type Piece, type Slab } from "./slabs.ts";

/** Memory of libhdf5 that one step of a read takes; larger reads are made of several. */
const slabBytes = 2 ** 24;
/** One read goes through the cache if it takes no more of it than this part, so that it does not empty it. */
const cacheShare = 1 / 4;
/** Strings of variable length have no known size: so many in one step. */
const slabStrings = 2 ** 12;
/** More chunks than these are read in slabs: a call of libhdf5 for each would take longer than decoding again. */
const maxCachedChunks = 256;
/** What a string takes at least, however short. */
const stringBytes = 16;

/** A data set to read from. */
export interface ReadTarget {
  readonly file: OpenFile;
  readonly id: string;
  /** As in error messages. */
  readonly path: string;
  readonly description: DatasetDescription;
}

/** Read the selected numbers, in C order. */
export async function readNumbers<D extends NumericDtype>(
  target: ReadTarget,
  dtype: D,
  ranges: readonly AxisRange[],
  signal: AbortSignal | undefined,
): Promise<ArrayOf[D]> {
  const bytes = selectionSize(ranges) * elementSize(dtype);
  checkSize(target, bytes);
  const pieces = cachePieces(target, dtype, ranges);
  if (pieces !== undefined) return readThroughCache(target, dtype, ranges, pieces, signal);
  return readInSlabs(target, dtype, ranges, signal);
}

/** Read the selected strings, in C order. */
export async function readStrings(
  target: ReadTarget,
  ranges: readonly AxisRange[],
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const { description, file } = target;
  const size = selectionSize(ranges);
  checkSize(target, size * Math.max(stringBytes, description.type.size));
  const elements = Math.min(slabStrings, Math.max(1, Math.floor(slabBytes / description.type.size)));
  const strings = {
    data: orLimit(target, `${size} strings`, () => new Array<string>(size)),
    shape: ranges.map((range) => range.count),
  };
  let left = file.maxBytes;
  for (const piece of cutSelection(ranges, chooseExtent(ranges, description.chunks, elements))) {
    const data = (await readPiece(target, piece, signal)) as string[];
    for (const text of data) left -= text.length;
    if (left < 0) throw tooMuch(target, "more than that");
    copyBlock({ data, shape: piece.count }, zeros(piece), ones(piece), strings, piece.at, piece.count);
    await breathe(signal);
  }
  return strings.data;
}

/** @throws LimitError when a result has more than `maxBytes` bytes */
export function checkSize(target: ReadTarget, bytes: number): void {
  if (bytes > target.file.maxBytes) throw tooMuch(target, `${bytes} bytes`);
}

function tooMuch({ file, path }: ReadTarget, found: string): LimitError {
  return new LimitError(
    `the selection has ${found}, maxBytes is ${file.maxBytes}; select less, or open the file with a larger maxBytes`,
    { file: file.name, object: path },
  );
}

async function readInSlabs<D extends NumericDtype>(
  target: ReadTarget,
  dtype: D,
  ranges: readonly AxisRange[],
  signal: AbortSignal | undefined,
): Promise<ArrayOf[D]> {
  const { description } = target;
  const extent = chooseExtent(ranges, description.chunks, Math.floor(slabBytes / description.type.size));
  const shape = ranges.map((range) => range.count);
  // Allocated when the first slab is there: a damaged description often shows then.
  let result: ArrayOf[D] | undefined;
  for (const piece of cutSelection(ranges, extent)) {
    const bytes = (await readPiece(target, piece, signal)) as Uint8Array<ArrayBuffer>;
    const data = toArray(dtype, bytes);
    if (data.length === selectionSize(ranges)) return data;
    result ??= allocate(target, dtype, selectionSize(ranges));
    copyBlock({ data, shape: piece.count }, zeros(piece), ones(piece), { data: result, shape }, piece.at, piece.count);
    await breathe(signal);
  }
  return result ?? newArray(dtype, 0);
}

/** A new array. @throws LimitError above the engine's own limit for arrays, or without memory */
export function allocate<D extends NumericDtype>(target: ReadTarget, dtype: D, length: number): ArrayOf[D] {
  return orLimit(target, `${length} elements of ${dtype}`, () => newArray(dtype, length));
}

function orLimit<T>({ file, path }: ReadTarget, what: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    const details = { file: file.name, object: path, cause };
    throw new LimitError(`there is no memory for ${what}; select less`, details);
  }
}

/** The chunks of a selection, if there is room for them in the cache. */
function cachePieces(
  { description: { chunks, shape, compression }, file: { cacheBytes } }: ReadTarget,
  dtype: NumericDtype,
  ranges: readonly AxisRange[],
): Piece[] | undefined {
  // Without filters nothing has to be decoded, and a part of a chunk is cheaper than the whole.
  if (chunks === null || compression.length === 0 || shape.length === 0) return undefined;
  const chunkBytes = chunks.reduce((product, length) => product * length, elementSize(dtype));
  const most = ranges.reduce((product, { count, step }, axis) => {
    return product * Math.min(count, Math.ceil((count * step) / chunks[axis]!) + 1);
  }, 1);
  if (most > maxCachedChunks || most * chunkBytes > cacheBytes * cacheShare) return undefined;
  return [...cutSelection(ranges, chunks)];
}

async function readThroughCache<D extends NumericDtype>(
  target: ReadTarget,
  dtype: D,
  ranges: readonly AxisRange[],
  pieces: readonly Piece[],
  signal: AbortSignal | undefined,
): Promise<ArrayOf[D]> {
  const { file, id, description } = target;
  const chunkShape = description.chunks!;
  const result = { data: allocate(target, dtype, selectionSize(ranges)), shape: ranges.map((range) => range.count) };
  for (const piece of pieces) {
    const origin = piece.start.map((start, axis) => start - (start % chunkShape[axis]!));
    // Chunks at the end of the data set are cut off.
    const shape = origin.map((start, axis) => Math.min(chunkShape[axis]!, description.shape[axis]! - start));
    const slab = { start: origin, count: shape, step: shape.map(() => 1) };
    const key = `${id}\0${origin.join()}`;
    const data = await file.wait(file.chunks.get(key) ?? loadChunk(target, dtype, key, slab), signal);
    const start = piece.start.map((value, axis) => value - origin[axis]!);
    copyBlock({ data, shape }, start, piece.step, result, piece.at, piece.count);
    await breathe(signal);
  }
  return result.data;
}

/** Read a chunk and keep it. The cache has the promise, so that two reads at the same time load it once. */
function loadChunk({ file, id }: ReadTarget, dtype: NumericDtype, key: string, slab: Slab): Promise<DataArray> {
  const data = file.session
    .read(id, slab, null)
    .then(([payload]) => toArray(dtype, payload as Uint8Array<ArrayBuffer>));
  const bytes = slab.count.reduce((product, length) => product * length, elementSize(dtype));
  file.chunks.set(key, data, bytes);
  data.catch(() => file.chunks.delete(key));
  return data;
}

async function readPiece(target: ReadTarget, piece: Piece, signal: AbortSignal | undefined): Promise<Payload> {
  const { file, id } = target;
  const [payload] = await file.wait(file.session.read(id, piece, null), signal);
  return payload!;
}

function zeros({ count }: Piece): number[] {
  return count.map(() => 0);
}

function ones({ count }: Piece): number[] {
  return count.map(() => 1);
}
