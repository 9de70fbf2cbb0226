import { DatasetError } from "../errors.ts";
import { crc32c } from "./crc32c/crc32c.ts";

// The codec sharding_indexed of Zarr 3: its index is uint64 little endian pairs of offset and length, then their CRC-32C.
// This package writes it at the end; others may have put it in front, or left out its checksum
// (https://zarr-specs.readthedocs.io/en/latest/v3/codecs/sharding-indexed/index.html).

/** Where a chunk is in its shard. */
export interface ChunkPlace {
  readonly offset: number;
  readonly length: number;
}

/** Both numbers of a chunk that is not there: it holds the fill value only. */
const absent = 2n ** 64n - 1n;
const crcBytes = 4;

/** Where the index of a shard is, and whether its checksum follows it. */
export interface ShardIndexLayout {
  readonly isAtEnd: boolean;
  readonly hasChecksum: boolean;
}

/** As this package writes it. */
export const packedIndex: ShardIndexLayout = /* @__PURE__ */ Object.freeze({ isAtEnd: true, hasChecksum: true });

/** Bytes of the index of a shard. */
export function shardIndexBytes(chunkCount: number, { hasChecksum }: ShardIndexLayout = packedIndex): number {
  return 16 * chunkCount + (hasChecksum ? crcBytes : 0);
}

/** A shard of chunks in their order; undefined for one that holds the fill value only. */
export function encodeShard(chunks: readonly (Uint8Array | undefined)[]): Uint8Array<ArrayBuffer> {
  const indexBytes = shardIndexBytes(chunks.length);
  const dataBytes = chunks.reduce((sum, chunk) => sum + (chunk?.length ?? 0), 0);
  const shard = new Uint8Array(dataBytes + indexBytes);
  const index = new DataView(shard.buffer, dataBytes, indexBytes);
  let offset = 0;
  for (const [i, chunk] of chunks.entries()) {
    index.setBigUint64(16 * i, chunk === undefined ? absent : BigInt(offset), true);
    index.setBigUint64(16 * i + 8, chunk === undefined ? absent : BigInt(chunk.length), true);
    if (chunk === undefined) continue;
    shard.set(chunk, offset);
    offset += chunk.length;
  }
  index.setUint32(indexBytes - crcBytes, crc32c(shard.subarray(dataBytes, shard.length - crcBytes)), true);
  return shard;
}

/**
 * Read the index of a shard.
 * @param index its bytes, all of them: {@link shardIndexBytes}
 * @param shardBytes bytes of the whole shard
 * @throws DatasetError DATASET_INSTANCE when its checksum is wrong, or a chunk lies outside of what the index leaves
 */
export function parseShardIndex(
  index: Uint8Array,
  shardBytes: number,
  { isAtEnd, hasChecksum }: ShardIndexLayout = packedIndex,
): (ChunkPlace | undefined)[] {
  const chunkCount = Math.floor(index.length / 16);
  const view = new DataView(index.buffer, index.byteOffset, index.length);
  if (hasChecksum && crc32c(index.subarray(0, 16 * chunkCount)) !== view.getUint32(16 * chunkCount, true)) {
    throw new DatasetError("DATASET_INSTANCE", "the index of the shard is damaged: its checksum is another one");
  }
  const [first, last] = isAtEnd ? [0, shardBytes - index.length] : [index.length, shardBytes];
  return Array.from({ length: chunkCount }, (_, i) => {
    const [offset, length] = [view.getBigUint64(16 * i, true), view.getBigUint64(16 * i + 8, true)];
    if (offset === absent && length === absent) return undefined;
    // As bigint: sums of such numbers are not exact.
    if (offset >= BigInt(first) && offset + length <= BigInt(last)) {
      return { offset: Number(offset), length: Number(length) };
    }
    const problem = `chunk ${i} is at bytes ${offset} to ${offset + length} of a shard of ${shardBytes}`;
    throw new DatasetError("DATASET_INSTANCE", `${problem}: expected bytes ${first} to ${last}`);
  });
}

/** Ranges that are this near are read as one. */
const nearBytes = 2 ** 15;

/** Ranges that cover all places, in their order in the file. */
export function joinRanges(places: readonly ChunkPlace[]): ChunkPlace[] {
  const ranges: { offset: number; length: number }[] = [];
  for (const { offset, length } of [...places].sort((a, b) => a.offset - b.offset)) {
    const last = ranges.at(-1);
    if (last !== undefined && offset <= last.offset + last.length + nearBytes) {
      last.length = Math.max(last.length, offset + length - last.offset);
    } else {
      ranges.push({ offset, length });
    }
  }
  return ranges;
}
