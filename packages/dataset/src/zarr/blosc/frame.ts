import { DatasetError } from "../../errors.ts";
import { bitShuffle } from "./bit-shuffle.ts";
import type { BlockDecoder, Shuffle } from "./block-decoder.ts";
import { byteShuffle } from "./byte-shuffle.ts";

// The frame of c-blosc 1: https://github.com/Blosc/c-blosc/blob/main/README_CHUNK_FORMAT.rst

/** Numbers of the compressors in a frame. */
export const bloscCompressors = { lz4: 1, zstd: 4 } as const;

export interface BloscOptions {
  readonly compressor: keyof typeof bloscCompressors;
  readonly shuffle: Shuffle;
  readonly elementBytes: number;
  /** Bytes that are compressed at a time: a multiple of 8 elements. */
  readonly blockBytes: number;
  /** Compress a block: a block of LZ4, or a frame of Zstandard. */
  compress(bytes: Uint8Array): Promise<Uint8Array>;
}

const headerBytes = 16;
const flag = { shuffle: 1, copied: 2, bitshuffle: 4, notSplit: 16 } as const;

/** Bytes as a frame that any blosc reads. Each block is one stream. */
export async function encodeBloscFrame(bytes: Uint8Array, options: BloscOptions): Promise<Uint8Array<ArrayBuffer>> {
  const blockBytes = Math.min(options.blockBytes, bytes.length);
  const blockCount = bytes.length === 0 ? 0 : Math.ceil(bytes.length / blockBytes);
  const starts: number[] = [];
  const streams: Uint8Array[] = [];
  let size = headerBytes + 4 * blockCount;
  for (let block = 0; block < blockCount; block++) {
    const raw = shuffled(bytes.subarray(block * blockBytes, (block + 1) * blockBytes), options);
    const compressed = await options.compress(raw);
    const stream = compressed.length < raw.length ? compressed : raw;
    starts.push(size);
    streams.push(stream);
    size += 4 + stream.length;
  }
  const shuffleFlag = { noshuffle: 0, shuffle: flag.shuffle, bitshuffle: flag.bitshuffle }[options.shuffle];
  const flags = shuffleFlag | flag.notSplit | (bloscCompressors[options.compressor] << 5);
  if (size >= headerBytes + bytes.length) return copiedFrame(bytes, flags, options.elementBytes, blockBytes);
  const frame = new Uint8Array(size);
  const view = writeHeader(frame, flags, options.elementBytes, bytes.length, blockBytes);
  for (const [i, start] of starts.entries()) {
    const stream = streams[i]!;
    view.setUint32(headerBytes + 4 * i, start, true);
    view.setUint32(start, stream.length, true);
    frame.set(stream, start + 4);
  }
  return frame;
}

/** What does not get smaller is stored as it is. */
function copiedFrame(
  bytes: Uint8Array,
  flags: number,
  elementBytes: number,
  blockBytes: number,
): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(headerBytes + bytes.length);
  writeHeader(frame, flags | flag.copied, elementBytes, bytes.length, blockBytes);
  frame.set(bytes, headerBytes);
  return frame;
}

function writeHeader(
  frame: Uint8Array<ArrayBuffer>,
  flags: number,
  elementBytes: number,
  bytes: number,
  blockBytes: number,
): DataView {
  // Versions of the format and of the compressor's.
  frame.set([2, 1, flags, elementBytes]);
  const view = new DataView(frame.buffer);
  view.setUint32(4, bytes, true);
  view.setUint32(8, blockBytes, true);
  view.setUint32(12, frame.length, true);
  return view;
}

/** Blosc leaves blocks as they are that a bitshuffle cannot divide. */
function isDivisible(bytes: number, elementBytes: number): boolean {
  return bytes % (8 * elementBytes) === 0;
}

function shuffled(block: Uint8Array, { shuffle, elementBytes }: BloscOptions): Uint8Array {
  if (shuffle === "bitshuffle" ? !isDivisible(block.length, elementBytes) : shuffle === "noshuffle") return block;
  const target = new Uint8Array(block.length);
  (shuffle === "bitshuffle" ? bitShuffle : byteShuffle)(block, elementBytes, target);
  return target;
}

/** What the header of a frame says. */
export interface BloscHeader {
  readonly flags: number;
  readonly elementBytes: number;
  readonly bytes: number;
  readonly blockBytes: number;
}

/** @throws DatasetError DATASET_INSTANCE unless the frame is of this length, and of so many bytes when decoded */
export function checkBloscHeader(frame: Uint8Array, decodedBytes: number): BloscHeader {
  if (frame.length < headerBytes) throw damaged(`it has ${frame.length} bytes: expected a header of ${headerBytes}`);
  const header = {
    flags: frame[2]!,
    elementBytes: frame[3]!,
    bytes: uint32(frame, 4),
    blockBytes: uint32(frame, 8),
  };
  if (header.bytes !== decodedBytes) throw damaged(`it holds ${header.bytes} bytes: expected ${decodedBytes}`);
  if (uint32(frame, 12) !== frame.length) throw damaged(`it claims ${uint32(frame, 12)} bytes of ${frame.length}`);
  if (header.bytes > 0 && (header.blockBytes === 0 || header.elementBytes === 0)) throw damaged("its blocks are empty");
  return header;
}

/** Can {@link decodeBloscFrame} read it? Only what this package writes: LZ4, a stream for each block. */
export function isPlainLz4({ flags }: BloscHeader): boolean {
  return flags >> 5 === bloscCompressors.lz4 && (flags & flag.notSplit) !== 0 && (flags & flag.copied) === 0;
}

/**
 * Decode a frame of LZ4.
 * @param target exactly as long as what the frame holds
 * @throws DatasetError DATASET_INSTANCE for a damaged frame
 */
export function decodeBloscFrame(
  frame: Uint8Array,
  { flags, elementBytes, bytes, blockBytes }: BloscHeader,
  target: Uint8Array,
  decodeBlock: BlockDecoder,
): void {
  const blockCount = Math.ceil(bytes / blockBytes);
  if (headerBytes + 4 * blockCount > frame.length) throw damaged("its list of blocks is cut off");
  for (let block = 0; block < blockCount; block++) {
    const output = target.subarray(block * blockBytes, Math.min((block + 1) * blockBytes, bytes));
    const isBits = (flags & flag.bitshuffle) !== 0 && isDivisible(output.length, elementBytes);
    const isBytes = (flags & flag.shuffle) !== 0 && elementBytes > 1;
    const shuffle = isBits ? "bitshuffle" : isBytes ? "shuffle" : "noshuffle";
    decodeBlock(streamAt(frame, uint32(frame, headerBytes + 4 * block)), output, shuffle, elementBytes);
  }
}

function streamAt(frame: Uint8Array, start: number): Uint8Array {
  if (start < headerBytes || start + 4 > frame.length) throw damaged(`a block begins at byte ${start}`);
  const begin = start + 4;
  const size = uint32(frame, start);
  if (size > frame.length - begin) throw damaged(`a block claims ${size} bytes, ${frame.length - begin} are left`);
  return frame.subarray(begin, begin + size);
}

function uint32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

function damaged(problem: string): DatasetError {
  return new DatasetError("DATASET_INSTANCE", `a frame of blosc is damaged: ${problem}`);
}
