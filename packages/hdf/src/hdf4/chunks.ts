import { DamagedFileError, type HdfErrorDetails } from "../errors.ts";
import { ChunkReader } from "./chunk-reader.ts";
import { type Coder, describeCoder, readCoder } from "./codecs/index.ts";
import type { ChunkedElement, Hdf4Container } from "./container.ts";
import { Cursor } from "./cursor.ts";
import { tags } from "./tags.ts";
import { parseVdataHeader } from "./vdata-header.ts";

/** Description of a chunked element (hchunks.c). */
interface ChunkHeader {
  readonly elementSize: number;
  readonly shape: readonly number[];
  readonly chunkShape: readonly number[];
  /** Number of chunks along each axis. */
  readonly grid: readonly number[];
  /** The Vdata that lists the chunks. */
  readonly tableRef: number;
  readonly fillBytes: Uint8Array;
  readonly coder: Coder | undefined;
}

const maxRank = 32;
/** The elements of an image are pixels: up to 32767 components of 8 bytes. */
const maxElementSize = 2 ** 18;
const compressedCode = 3;
/** Each stored chunk has a ref of its own. */
const maxChunks = 65535;

/** An element in chunks, each an element of its own, which the Vdata `_HDF_CHK_TBL_` lists. */
export function makeChunkedElement(container: Hdf4Container, cursor: Cursor, where: HdfErrorDetails): ChunkedElement {
  const header = parseChunkHeader(cursor, where);
  const { elementSize, shape, chunkShape, fillBytes, coder } = header;
  const chunkLength = product(chunkShape) * elementSize;
  const compression = coder === undefined ? null : describeCoder(coder);
  const chunks = new ChunkReader(container, chunkLength, where);
  let table: Promise<ReadonlyMap<number, number>> | undefined;
  // Shared by all reads, so that one that is aborted must not stop it.
  const storedChunks = (): Promise<ReadonlyMap<number, number>> => {
    table ??= readChunkTable(container, header, where).catch((error) => {
      table = undefined;
      throw error;
    });
    return table;
  };
  return {
    layout: "chunked",
    where,
    length: product(shape) * elementSize,
    compression: compression === null ? [] : [compression],
    shape,
    chunkShape,
    elementSize,
    fillBytes,
    storedChunks,
    readChunks: async (numbers, use, signal) => {
      const refs = await storedChunks();
      signal?.throwIfAborted();
      await chunks.read(numbers, refs, use, signal);
    },
  };
}

function parseChunkHeader(cursor: Cursor, where: HdfErrorDetails): ChunkHeader {
  const headerLength = cursor.count("the length of the chunk header");
  const start = cursor.position;
  const version = cursor.uint8();
  if (version !== 0) cursor.fail(`version ${version} of the chunk header, expected 0`);
  const specialness = cursor.uint32() & 0xff;
  cursor.skip(4);
  const chunkElements = cursor.int32();
  const elementSize = cursor.int32();
  if (elementSize < 1 || elementSize > maxElementSize) {
    cursor.fail(`elements of ${elementSize} bytes, expected 1 to ${maxElementSize}`);
  }
  const tableTag = cursor.uint16();
  if (tableTag !== tags.vdataHeader) cursor.fail(`the chunk table has tag ${tableTag}, expected ${tags.vdataHeader}`);
  const tableRef = cursor.uint16();
  cursor.skip(4);
  const rank = cursor.int32();
  if (rank < 1 || rank > maxRank) cursor.fail(`chunks of ${rank} dimensions, expected 1 to ${maxRank}`);
  const axes = Array.from({ length: rank }, () => parseAxis(cursor));
  const chunkShape = axes.map((axis) => axis.chunk);
  if (product(chunkShape) !== chunkElements) {
    cursor.fail(`chunks of ${chunkShape.join(" x ")} elements, but ${chunkElements} in a chunk`);
  }
  const grid = axes.map((axis) => Math.ceil(axis.length / axis.chunk));
  if (!Number.isSafeInteger(product(grid))) cursor.fail(`${grid.join(" x ")} chunks, more than a file can hold`);
  const fillBytes = cursor.bytes(cursor.count("the length of the fill value"));
  cursor.skip(Math.max(0, start + headerLength - cursor.position));
  return {
    elementSize,
    shape: axes.map((axis) => axis.length),
    chunkShape,
    grid,
    tableRef,
    fillBytes: fillBytes.length === elementSize ? fillBytes : new Uint8Array(elementSize),
    coder: specialness === compressedCode ? parseCoder(cursor, where) : undefined,
  };
}

function parseAxis(cursor: Cursor): { length: number; chunk: number } {
  cursor.skip(4);
  const length = cursor.count("the length of an axis");
  const chunk = cursor.int32();
  if (chunk < 1) cursor.fail(`chunks of length ${chunk} along an axis, expected at least 1`);
  return { length, chunk };
}

function parseCoder(cursor: Cursor, where: HdfErrorDetails): Coder {
  const code = cursor.uint16();
  if (code !== compressedCode) cursor.fail(`special code ${code} of the chunks, expected ${compressedCode}`);
  return readCoder(cursor.bytes(cursor.count("the length of the compression header")), where);
}

/**
 * Ref of each stored chunk by its number in C order. Chunks that are not listed were never written.
 * @throws DamagedFileError when any chunk is outside the grid or listed twice: then others may be missing
 */
async function readChunkTable(
  container: Hdf4Container,
  { grid, tableRef }: ChunkHeader,
  where: HdfErrorDetails,
): Promise<ReadonlyMap<number, number>> {
  const { descriptors, metadata } = container;
  const descriptor = descriptors.get(tags.vdataHeader, tableRef, where.object);
  await metadata.load([descriptor]);
  const place = { ...where, offset: descriptor.offset };
  const header = parseVdataHeader(metadata.content(descriptor), tableRef, place);
  const recordSize = 4 * grid.length + 4;
  if (header.recordSize !== recordSize) {
    throw new DamagedFileError(`chunk table with records of ${header.recordSize} bytes, expected ${recordSize}`, place);
  }
  if (header.count > maxChunks) {
    throw new DamagedFileError(`${header.count} records in a chunk table, expected at most ${maxChunks}`, place);
  }
  const refs = new Map<number, number>();
  if (header.count === 0) return refs;
  const content = await readRecords(container, tableRef, header.count * recordSize, where);
  const records = new Cursor(content, { ...where, offset: undefined });
  for (let i = 0; i < header.count; i++) {
    const origin = grid.map(() => records.int32());
    const tag = records.uint16();
    const ref = records.uint16();
    const number = numberOf(origin, grid);
    if (number === undefined || refs.has(number) || tag !== tags.chunk) {
      const problem = `the chunk table lists tag ${tag} for chunk (${origin.join(", ")}) in its record ${i}, expected tag ${tags.chunk} and each chunk of ${grid.join(" x ")} at most once`;
      throw new DamagedFileError(problem, where);
    }
    refs.set(number, ref);
  }
  return refs;
}

/** The first bytes of a Vdata; behind them may be those of records that are no more. */
async function readRecords(
  container: Hdf4Container,
  ref: number,
  length: number,
  where: HdfErrorDetails,
): Promise<Uint8Array> {
  const element = await container.openElement(tags.vdata, ref, where.object);
  if (element.layout === "chunked" || (element.indivisible && element.length > length)) {
    throw new DamagedFileError(`a chunk table of ${element.length} bytes, expected ${length}`, element.where);
  }
  element.check();
  await element.verify?.();
  return element.read(0, Math.min(length, element.length));
}

function numberOf(origin: readonly number[], grid: readonly number[]): number | undefined {
  let number = 0;
  for (const [axis, count] of grid.entries()) {
    const position = origin[axis] as number;
    if (position < 0 || position >= count) return undefined;
    number = number * count + position;
  }
  return number;
}

function product(factors: readonly number[]): number {
  return factors.reduce((result, factor) => result * factor, 1);
}
