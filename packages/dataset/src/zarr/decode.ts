import { describeValue } from "../_check-options.ts";
import { DatasetError } from "../errors.ts";
import type { BlockDecoder } from "./blosc/block-decoder.ts";
import { type CodecMetadata, checksumBytes } from "./codecs.ts";
import type { Checksum } from "./crc32c/crc32c.ts";
import { copy, type Decompress, decompressors } from "./decompress.ts";

/** What decoders work with; arrays can share it. */
export interface DecodingTools {
  readonly decodeBlock: BlockDecoder;
  readonly checksumOf: Checksum;
}

/** Decodes the chunks of an array. */
export interface ChunkDecoder {
  /** The order of the axes of what a chunk holds, where it is not theirs. */
  readonly order: readonly number[] | undefined;
  /** Are the elements stored as they are, with nothing but checksums behind? */
  readonly isPlain: boolean;
  /**
   * What precedes the last checksums.
   * @throws DatasetError DATASET_INSTANCE for a damaged chunk
   */
  check(chunk: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
  /**
   * @param target exactly as long as the elements of the chunk
   * @throws DatasetError DATASET_INSTANCE for a damaged chunk
   */
  decode(chunk: Uint8Array<ArrayBuffer>, target: Uint8Array<ArrayBuffer>): Promise<void>;
}

/**
 * @param codecs the chain of an array: `bytes`, and at most one of `blosc`, `gzip` and `zstd`, with `crc32c` anywhere behind
 * and `transpose` in front
 * @throws DatasetError DATASET_LAYOUT for any other chain
 */
export function chunkDecoder(
  codecs: readonly CodecMetadata[],
  elementBytes: number,
  file: string,
  tools: DecodingTools,
): ChunkDecoder {
  const chain = parseChain(codecs, file, tools);
  const { order, isBig, checksumsBefore, decompress = copy, checksumsBehind } = chain;
  const strip = (bytes: Uint8Array<ArrayBuffer>, checksums: number): Uint8Array<ArrayBuffer> => {
    let rest = bytes;
    for (let i = 0; i < checksums; i++) rest = checkedPart(rest, tools.checksumOf);
    return rest;
  };
  return {
    order,
    isPlain: decompress === copy && !isBig,
    check: (chunk) => strip(chunk, checksumsBehind),
    decode: async (chunk, target) => {
      const encoded = strip(chunk, checksumsBehind);
      if (checksumsBefore === 0) {
        await decompress(encoded, target);
      } else {
        const inner = new Uint8Array(target.length + checksumBytes * checksumsBefore);
        await decompress(encoded, inner);
        target.set(strip(inner, checksumsBefore));
      }
      if (isBig) swapBytes(target, elementBytes);
    },
  };
}

interface Chain {
  readonly order: readonly number[] | undefined;
  readonly isBig: boolean;
  /** How many checksums were compressed as well. */
  readonly checksumsBefore: number;
  readonly decompress: Decompress | undefined;
  /** How many are at the end. */
  readonly checksumsBehind: number;
}

function parseChain(codecs: readonly CodecMetadata[], file: string, tools: DecodingTools): Chain {
  const rest = [...codecs];
  const known = decompressors(tools.decodeBlock);
  const takeChecksums = (): number => {
    let count = 0;
    for (; rest[0]?.name === "crc32c"; rest.shift()) count++;
    return count;
  };
  const transpose = rest[0]?.name === "transpose" ? rest.shift() : undefined;
  const bytes = rest[0]?.name === "bytes" ? rest.shift() : undefined;
  const first = takeChecksums();
  const decompress = Object.hasOwn(known, rest[0]?.name ?? "") ? known[rest.shift()!.name] : undefined;
  const checksumsBefore = decompress === undefined ? 0 : first;
  const checksumsBehind = takeChecksums() + first - checksumsBefore;
  if (bytes === undefined || rest.length > 0) {
    const found = codecs.map(({ name }) => name.slice(0, 40)).join(", ");
    const expected = `bytes, then one of ${Object.keys(known).join(", ")} or none; crc32c behind, transpose in front`;
    throw new DatasetError("DATASET_LAYOUT", `its codecs are ${JSON.stringify(found)}: expected ${expected}`, { file });
  }
  return {
    order: transpose && parseOrder(transpose, file),
    isBig: bytes.configuration?.endian === "big",
    checksumsBefore,
    decompress,
    checksumsBehind,
  };
}

function parseOrder({ configuration }: CodecMetadata, file: string): readonly number[] {
  const order = configuration?.order;
  if (Array.isArray(order) && [...order].sort((a, b) => a - b).every((axis, i) => axis === i)) return order as number[];
  throw new DatasetError(
    "DATASET_LAYOUT",
    `the order of its transpose is ${describeValue(order)}: expected each axis once`,
    { file },
  );
}

/** What precedes a checksum. */
function checkedPart(bytes: Uint8Array<ArrayBuffer>, checksumOf: Checksum): Uint8Array<ArrayBuffer> {
  const length = bytes.length - checksumBytes;
  if (length < 0) throw new DatasetError("DATASET_INSTANCE", "it is cut off: its checksum is not there");
  const part = bytes.subarray(0, length);
  const stored = new DataView(bytes.buffer, bytes.byteOffset + length).getUint32(0, true);
  if (checksumOf(part) === stored) return part;
  throw new DatasetError("DATASET_INSTANCE", "it is damaged: its checksum is another one");
}

function swapBytes(bytes: Uint8Array<ArrayBuffer>, elementBytes: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (elementBytes === 2) {
    for (let at = 0; at < bytes.length; at += 2) view.setUint16(at, view.getUint16(at, true));
  } else if (elementBytes === 4) {
    for (let at = 0; at < bytes.length; at += 4) view.setUint32(at, view.getUint32(at, true));
  } else if (elementBytes === 8) {
    // By halves: numbers of 64 bits would be made on the heap, each of them.
    for (let at = 0; at < bytes.length; at += 8) {
      const [low, high] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
      view.setUint32(at, high);
      view.setUint32(at + 4, low);
    }
  }
}
