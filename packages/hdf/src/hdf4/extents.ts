import { DamagedFileError, type HdfErrorDetails } from "../errors.ts";
import type { ByteReader } from "../source/byte-reader.ts";

/** Bytes of a file. */
export interface Extent {
  readonly offset: number;
  readonly length: number;
}

/** Reading this much too much is cheaper than a further read. */
export const maxGap: number = 2 ** 16;

/** Larger reads bring no further speed: what was read should still be in the cache when it is put in order. */
export const pieceLength: number = 2 ** 21;

/**
 * Read extents with as few reads as pays off: neighbours closer than `maxGap` are read together, up to `pieceLength`.
 * The bytes may be shared: do not write to them.
 * @throws DamagedFileError when one is not within the file (before anything is read)
 */
export async function readExtents(
  reader: ByteReader,
  extents: readonly Extent[],
  signal?: AbortSignal,
): Promise<Uint8Array[]> {
  const results = new Array<Uint8Array>(extents.length);
  const keep = (index: number, bytes: Uint8Array): void => {
    results[index] = bytes;
  };
  await visitExtents(reader, extents, keep, signal);
  return results;
}

/** Like `readExtents`, without keeping what was read: `visit` gets each extent's index and bytes, in any order. */
export async function visitExtents(
  reader: ByteReader,
  extents: readonly Extent[],
  visit: (index: number, bytes: Uint8Array) => void,
  signal?: AbortSignal,
): Promise<void> {
  for (const { offset, length } of extents) reader.check(offset, length);
  const order = extents.map((_, index) => index);
  order.sort((a, b) => (extents[a] as Extent).offset - (extents[b] as Extent).offset);
  for (let first = 0; first < order.length; ) {
    const start = at(extents, order, first).offset;
    let end = start;
    let next = first;
    for (; next < order.length; next++) {
      const { offset, length } = at(extents, order, next);
      const joined = Math.max(end, offset + length);
      if (next > first && (offset > end + maxGap || joined - start > pieceLength)) break;
      end = joined;
    }
    const piece = await reader.read(start, end - start, signal);
    for (; first < next; first++) {
      const { offset, length } = at(extents, order, first);
      visit(order[first] as number, piece.subarray(offset - start, offset - start + length));
    }
  }
}

function at(extents: readonly Extent[], order: readonly number[], position: number): Extent {
  return extents[order[position] as number] as Extent;
}

/** Is the extent within the file? @throws DamagedFileError naming the object when not */
export function checkExtent(reader: ByteReader, { offset, length }: Extent, where: HdfErrorDetails): void {
  if (offset >= 0 && length >= 0 && offset + length <= reader.size) return;
  const problem = `${length} bytes at ${offset} are expected, but the file has ${reader.size} bytes`;
  throw new DamagedFileError(problem, { ...where, offset });
}

/** Is a range within an element? Callers have checked their arguments before, so that it is the file that is wrong. */
export function checkRange(offset: number, count: number, length: number, where: HdfErrorDetails): void {
  if (offset >= 0 && count >= 0 && offset + count <= length) return;
  throw new DamagedFileError(`bytes ${offset} to ${offset + count} are needed, but the element has ${length}`, where);
}
