import { DamagedFileError, type HdfErrorDetails } from "../errors.ts";
import type { Hdf4Container, LinearElement } from "./container.ts";
import { Cursor } from "./cursor.ts";
import { checkExtent, checkRange, type Extent, readExtents } from "./extents.ts";
import { tags } from "./tags.ts";

/** The description of an element in linked blocks (hblocks.c). */
interface LinkedHeader {
  readonly length: number;
  /** Bytes of every block but the first, whose length is its descriptor's. */
  readonly blockLength: number;
  readonly blocksPerTable: number;
  readonly tableRef: number;
}

/** An element that was appended to: blocks listed in a chain of block tables. */
export function makeLinkedElement(container: Hdf4Container, header: Cursor, where: HdfErrorDetails): LinearElement {
  const length = header.count("the length of an element in linked blocks");
  const blockLength = header.int32();
  const blocksPerTable = header.int32();
  const tableRef = header.uint16();
  if (length > 0 && (blockLength < 1 || blocksPerTable < 1)) {
    header.fail(`linked blocks of ${blockLength} bytes, ${blocksPerTable} in a table: expected at least 1`);
  }
  const description = { length, blockLength, blocksPerTable, tableRef };
  let blocks: Promise<BlockMap> | undefined;
  let verified = length === 0;
  // Shared by all reads, so that one that is aborted must not stop it.
  const map = (): Promise<BlockMap> => {
    blocks ??= readBlockMap(container, description, where).catch((error) => {
      blocks = undefined;
      throw error;
    });
    return blocks;
  };
  return {
    layout: "linear",
    where,
    length,
    compression: [],
    check: () => {},
    verify: async () => {
      if (verified) return;
      locate(container, await map(), 0, length, where);
      verified = true;
    },
    read: async (start, count, signal) => {
      checkRange(start, count, length, where);
      if (count === 0) return new Uint8Array(0);
      const found = await map();
      signal?.throwIfAborted();
      return readBlocks(container, locate(container, found, start, count, where), count, signal);
    },
  };
}

/** Refs of the blocks; 0 stands for a block that was never written and holds zeros. */
interface BlockMap {
  readonly firstLength: number;
  readonly blockLength: number;
  readonly refs: readonly number[];
}

async function readBlockMap(
  container: Hdf4Container,
  { length, blockLength, blocksPerTable, tableRef }: LinkedHeader,
  where: HdfErrorDetails,
): Promise<BlockMap> {
  const { descriptors, metadata } = container;
  const refs: number[] = [];
  const visited = new Set<number>();
  let firstLength = 0;
  for (let ref = tableRef, needed = 1; refs.length < needed; ) {
    if (ref === 0) throw new DamagedFileError(`the block tables list ${refs.length} blocks, expected ${needed}`, where);
    if (visited.has(ref)) throw new DamagedFileError(`block table ${ref} is in its own chain of tables`, where);
    visited.add(ref);
    const descriptor = descriptors.get(tags.linked, ref, where.object);
    await metadata.loadStored([descriptor]);
    const table = new Cursor(metadata.stored(descriptor), { ...where, offset: descriptor.offset });
    ref = table.uint16();
    for (let i = 0; i < blocksPerTable && refs.length < needed; i++) {
      refs.push(table.uint16());
      if (refs.length > 1) continue;
      firstLength = firstBlockLength(container, refs[0] as number, blockLength, where);
      needed += Math.max(0, Math.ceil((length - firstLength) / blockLength));
    }
  }
  return { firstLength, blockLength, refs };
}

function firstBlockLength(
  { descriptors }: Hdf4Container,
  ref: number,
  blockLength: number,
  where: HdfErrorDetails,
): number {
  if (ref === 0) return blockLength;
  const { length } = descriptors.get(tags.linked, ref, where.object);
  // Empty when the element was made, and others behind it, before its first byte was written.
  if (length < 0) throw new DamagedFileError(`the first linked block has ${length} bytes, expected 0 or more`, where);
  return length;
}

/** A part of a block, and where it belongs in what is read. */
interface BlockPart extends Extent {
  readonly target: number;
}

/** Where bytes of the element are. @throws DamagedFileError when a block is missing or outside the file */
function locate(
  { reader, descriptors }: Hdf4Container,
  { firstLength, blockLength, refs }: BlockMap,
  start: number,
  count: number,
  where: HdfErrorDetails,
): BlockPart[] {
  const parts: BlockPart[] = [];
  for (let at = start; at < start + count; ) {
    const index = at < firstLength ? 0 : 1 + Math.floor((at - firstLength) / blockLength);
    const blockStart = index === 0 ? 0 : firstLength + (index - 1) * blockLength;
    const blockEnd = index === 0 ? firstLength : blockStart + blockLength;
    const length = Math.min(blockEnd, start + count) - at;
    const ref = refs[index] as number;
    if (ref !== 0) {
      const block = descriptors.get(tags.linked, ref, where.object);
      checkRange(at - blockStart, length, block.length, { ...where, offset: block.offset });
      const extent = { offset: block.offset + at - blockStart, length };
      checkExtent(reader, extent, where);
      parts.push({ ...extent, target: at - start });
    }
    at += length;
  }
  return parts;
}

async function readBlocks(
  { reader }: Hdf4Container,
  parts: readonly BlockPart[],
  count: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const pieces = await readExtents(reader, parts, signal);
  if (pieces.length === 1 && pieces[0]?.length === count) return pieces[0];
  const bytes = new Uint8Array(count);
  for (const [i, { target }] of parts.entries()) bytes.set(pieces[i] as Uint8Array, target);
  return bytes;
}
