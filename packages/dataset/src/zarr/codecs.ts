import { registry } from "zarrita";
import type { Shuffle } from "./blosc/block-decoder.ts";
import { encodeBloscFrame } from "./blosc/frame.ts";
import { checksum } from "./crc32c/checksum.ts";
import type { Checksum } from "./crc32c/crc32c.ts";

/**
 * How the chunks of a pack are compressed: not at all, LZ4 or Zstandard in frames of blosc, or gzip. LZ4 is the fastest
 * to read, Zstandard the smallest; a reader without blosc can read gzip.
 */
export type ZarrCodec = "none" | "lz4" | "zstd" | "gzip";

export const zarrCodecs: readonly ZarrCodec[] = /* @__PURE__ */ Object.freeze(["none", "lz4", "zstd", "gzip"] as const);

/** A codec as the metadata of an array names it. */
export interface CodecMetadata {
  readonly name: string;
  readonly configuration?: Readonly<Record<string, unknown>>;
}

/** How the chunks of an array are encoded. */
export interface ChunkEncoder {
  /** The chain of codecs, for the metadata. */
  readonly codecs: readonly CodecMetadata[];
  encode(bytes: Uint8Array): Promise<Uint8Array>;
}

/** Little endian, as the typed arrays of all of today's platforms. */
const bytesCodec: CodecMetadata = { name: "bytes", configuration: { endian: "little" } };
const gzipCodec: CodecMetadata = { name: "gzip", configuration: { level: 6 } };
const checksumCodec: CodecMetadata = { name: "crc32c" };
/** Bytes of a checksum, which follow those that it is of. */
export const checksumBytes = 4;

/** Within the 64 KiB that LZ4 looks back, and in the cache of a core while it is decoded. */
const lz4BlockBytes = 2 ** 16;
/** Zstandard looks back further. */
const zstdBlockBytes = 2 ** 20;
const zstdLevel = 9;
/**
 * For measurements, LZ4 looks for long matches only: a sixth less time to read for a twentieth more bytes, as the many
 * short ones are found in noise.
 */
const smoothAcceleration = 32;

/**
 * Every chunk ends with the checksum of what is stored, as a changed byte of most codecs gives other values, not an error.
 * @param isSmooth are neighbouring elements 16-bit measurements, which a bitshuffle packs best?
 */
export function chunkEncoder(codec: ZarrCodec, elementBytes: number, isSmooth = false): ChunkEncoder {
  const { codecs, encode } = compressingEncoder(codec, elementBytes, isSmooth);
  const checksumOf = checksum();
  return {
    codecs: [...codecs, checksumCodec],
    encode: async (bytes) => withChecksum(await encode(bytes), checksumOf),
  };
}

function withChecksum(bytes: Uint8Array, checksumOf: Checksum): Uint8Array {
  const checked = new Uint8Array(bytes.length + checksumBytes);
  checked.set(bytes);
  new DataView(checked.buffer).setUint32(bytes.length, checksumOf(bytes), true);
  return checked;
}

function compressingEncoder(codec: ZarrCodec, elementBytes: number, isSmooth: boolean): ChunkEncoder {
  if (codec === "none") return { codecs: [bytesCodec], encode: async (bytes) => bytes };
  if (codec === "gzip") return { codecs: [bytesCodec, gzipCodec], encode: gzip };
  const shuffle: Shuffle = elementBytes === 1 ? "noshuffle" : isSmooth ? "bitshuffle" : "shuffle";
  const blockBytes = codec === "lz4" ? lz4BlockBytes : zstdBlockBytes;
  const configuration = { cname: codec, clevel: 5, shuffle, typesize: elementBytes, blocksize: blockBytes };
  const compress = codec === "lz4" ? lz4Compressor(isSmooth ? smoothAcceleration : 1) : compressZstd;
  return {
    codecs: [bytesCodec, { name: "blosc", configuration }],
    encode: (bytes) => encodeBloscFrame(bytes, { compressor: codec, shuffle, elementBytes, blockBytes, compress }),
  };
}

interface Compressor {
  encode(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
  decode(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** A compressor of numcodecs, by way of zarrita; it is loaded when it is first used. */
export async function loadCompressor(
  name: "blosc" | "lz4" | "zstd",
  configuration: Record<string, unknown> = {},
): Promise<Compressor> {
  const codec = await registry.get(name)?.();
  if (codec === undefined) throw new Error(`zarrita has no codec ${name}`);
  // They take no notice of the array's metadata.
  return codec.fromConfig(configuration, undefined as never) as unknown as Compressor;
}

function lz4Compressor(acceleration: number): (bytes: Uint8Array) => Promise<Uint8Array> {
  // numcodecs writes the length before the block.
  return async (bytes) => (await (await loadCompressor("lz4", { acceleration })).encode(bytes)).subarray(4);
}

async function compressZstd(bytes: Uint8Array): Promise<Uint8Array> {
  return (await loadCompressor("zstd", { level: zstdLevel })).encode(bytes);
}

async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
