import { DatasetError } from "../errors.ts";

// Frames of Zstandard: RFC 8878, section 3.1.1.

const magicNumber = 0xfd2fb528;
/** Of the descriptor: the size takes 8 bytes. */
const longSize = 0b1100_0000;
const blockHeaderBytes = 3;
const blockTypes = { raw: 0, repeated: 1, compressed: 2 } as const;

/** A frame that is alone. */
export interface ZstdFrame {
  /** What its header says it holds; a writer of streams leaves it out. */
  readonly contentBytes: number | undefined;
  /** Where the blocks begin. */
  readonly headerBytes: number;
}

/**
 * Walk over the blocks of a frame.
 * @throws DatasetError DATASET_INSTANCE for what is no frame, is cut off, or is followed by anything: of several frames the
 * first one's size says nothing about the others
 */
export function parseZstdFrame(bytes: Uint8Array): ZstdFrame {
  if (bytes.length < 6 || uint(bytes, 0, 4) !== magicNumber) throw damaged("it does not begin as one");
  const descriptor = bytes[4]!;
  const isSingle = (descriptor & 32) !== 0;
  const kind = descriptor >> 6;
  const sizeBytes = kind === 0 ? (isSingle ? 1 : 0) : 2 ** kind;
  const sizeAt = 5 + (isSingle ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]!;
  const headerBytes = sizeAt + sizeBytes;
  if (headerBytes > bytes.length) throw damaged("it is cut off");
  const end = endOfBlocks(bytes, headerBytes) + ((descriptor & 4) !== 0 ? 4 : 0);
  if (end > bytes.length) throw damaged("it is cut off");
  if (end < bytes.length) throw damaged(`it ends at byte ${end} of ${bytes.length}: expected one frame, and no more`);
  const contentBytes = sizeBytes === 0 ? undefined : uint(bytes, sizeAt, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
  return { contentBytes, headerBytes };
}

/** The same frame with its size in the header: a decoder then makes room for so many bytes, and refuses any others. */
export function withContentSize(bytes: Uint8Array, { headerBytes }: ZstdFrame, contentBytes: number): Uint8Array {
  const sized = new Uint8Array(bytes.length + 8);
  sized.set(bytes.subarray(0, headerBytes));
  sized[4]! |= longSize;
  new DataView(sized.buffer).setBigUint64(headerBytes, BigInt(contentBytes), true);
  sized.set(bytes.subarray(headerBytes), headerBytes + 8);
  return sized;
}

function endOfBlocks(bytes: Uint8Array, start: number): number {
  for (let at = start; at + blockHeaderBytes <= bytes.length; ) {
    const header = uint(bytes, at, blockHeaderBytes);
    const type = (header >> 1) & 3;
    if (type > blockTypes.compressed) throw damaged("one of its blocks is of no known type");
    at += blockHeaderBytes + (type === blockTypes.repeated ? 1 : header >> 3);
    if ((header & 1) !== 0) return at;
  }
  throw damaged("it is cut off");
}

function uint(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = 0; i < length; i++) value += bytes[at + i]! * 256 ** i;
  return value;
}

function damaged(problem: string): DatasetError {
  return new DatasetError("DATASET_INSTANCE", `a frame of Zstandard is damaged: ${problem}`);
}
