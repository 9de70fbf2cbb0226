import { ByteBuilder } from "../../_byte-builder.ts";

/** A chunk in the file. */
export interface StoredChunk {
  readonly address: number;
  /** Bytes after the filters. */
  readonly size: number;
}

interface Key {
  readonly size: number;
  /** Indices of the chunk along the axes. */
  readonly index: readonly number[];
}

interface Entry {
  readonly key: Key;
  readonly address: number;
}

// "Indexed storage internal node K", whose default 32 a superblock of version 2 implies: up to 64 children.
const maxChildren = 64;

/**
 * Write the index of a chunked data set: a B-tree of version 1, type 1 (format specification III.A.1).
 *
 * @param stored chunks by their number in C order of the grid
 * @param grid number of chunks along each axis
 * @param place keeps a node, given its length and then its bytes
 * @returns address of the root, null without chunks
 */
export async function writeChunkTree(
  stored: ReadonlyMap<number, StoredChunk>,
  grid: readonly number[],
  chunks: readonly number[],
  elementSize: number,
  place: { allocate(size: number): number; write(address: number, bytes: Uint8Array): Promise<void> },
): Promise<number | null> {
  const numbers = Float64Array.from(stored.keys()).sort();
  if (numbers.length === 0) return null;
  let entries = Array.from(numbers, (number): Entry => {
    const { size, address } = stored.get(number)!;
    return { key: { size, index: unravel(number, grid) }, address };
  });
  // A search goes left of a key that is greater: the last one lies behind every chunk.
  const last = entries.at(-1)!.key;
  const end: Key = { size: 0, index: last.index.map((i) => i + 1) };
  const nodeSize = 24 + maxChildren * 8 + (maxChildren + 1) * (8 + 8 * (chunks.length + 1));

  let level = 0;
  do {
    const nodes = splitEvenly(entries);
    const addresses = nodes.map(() => place.allocate(nodeSize));
    for (const [i, children] of nodes.entries()) {
      const node = new ByteBuilder("little-endian").ascii("TREE").u8(1).u8(level).u16(children.length);
      node.address(addresses[i - 1] ?? null).address(addresses[i + 1] ?? null);
      for (const { key, address } of children) {
        addKey(node, key, chunks, 0);
        node.address(address);
      }
      const next = nodes[i + 1]?.[0]?.key;
      addKey(node, next ?? end, chunks, next === undefined ? elementSize : 0);
      await place.write(addresses[i]!, node.zeros(nodeSize - node.length).finish());
    }
    entries = nodes.map((children, i) => ({ key: children[0]!.key, address: addresses[i]! }));
    level++;
  } while (entries.length > 1);
  return entries[0]!.address;
}

/** Full nodes would do for reading; nodes of equal size leave none underfull. */
function splitEvenly(entries: readonly Entry[]): Entry[][] {
  const count = Math.ceil(entries.length / maxChildren);
  return Array.from({ length: count }, (_, i) =>
    entries.slice(Math.floor((i * entries.length) / count), Math.floor(((i + 1) * entries.length) / count)),
  );
}

/** Keys hold the offset of a chunk in elements, with one more axis for the bytes of an element. */
function addKey(node: ByteBuilder, { size, index }: Key, chunks: readonly number[], byteOffset: number): void {
  node.u32(size).u32(0);
  index.forEach((i, axis) => {
    node.u64(i * chunks[axis]!);
  });
  node.u64(byteOffset);
}

function unravel(number: number, grid: readonly number[]): number[] {
  const index = new Array<number>(grid.length);
  let rest = number;
  for (let axis = grid.length - 1; axis >= 0; axis--) {
    index[axis] = rest % grid[axis]!;
    rest = Math.floor(rest / grid[axis]!);
  }
  return index;
}
