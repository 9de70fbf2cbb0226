import { DatasetError } from "../errors.ts";
import type { BlockDecoder } from "./blosc/block-decoder.ts";
import { checkBloscHeader, decodeBloscFrame, isPlainLz4 } from "./blosc/frame.ts";
import { loadCompressor } from "./codecs.ts";

/**
 * Undoes a compression. Nothing larger than the target is ever unpacked.
 * @throws DatasetError DATASET_INSTANCE unless the bytes fill the target exactly
 */
export type Decompress = (bytes: Uint8Array, target: Uint8Array) => void | Promise<void>;

/** By the names of codecs. */
export function decompressors(decodeBlock: BlockDecoder): Readonly<Record<string, Decompress>> {
  const blosc: Decompress = (bytes, target) => {
    const header = checkBloscHeader(bytes, target.length);
    // Frames that others wrote, and those of Zstandard.
    if (!isPlainLz4(header)) return decompressBy("blosc", "a frame of blosc", bytes, target);
    return decodeBloscFrame(bytes, header, target, decodeBlock);
  };
  return { blosc, gzip: gunzip, zstd: unpackZstd };
}

export function checkLength(found: number, expected: number): void {
  if (found === expected) return;
  throw new DatasetError("DATASET_INSTANCE", `a chunk holds ${found} bytes: expected ${expected}`);
}

/** Of what is not compressed. */
export const copy: Decompress = (bytes, target) => {
  checkLength(bytes.length, target.length);
  target.set(bytes);
};

async function decompressBy(name: "blosc" | "zstd", what: string, bytes: Uint8Array, target: Uint8Array) {
  const compressor = await loadCompressor(name);
  let decoded: Uint8Array;
  try {
    decoded = await compressor.decode(bytes);
  } catch (cause) {
    throw new DatasetError("DATASET_INSTANCE", `${what} is damaged`, { cause });
  }
  copy(decoded, target);
}

function unpackZstd(bytes: Uint8Array, target: Uint8Array): Promise<void> {
  const size = zstdContentSize(bytes);
  if (size !== undefined) checkLength(size, target.length);
  return decompressBy("zstd", "a frame of Zstandard", bytes, target);
}

/** What the header of a frame says it holds (RFC 8878, section 3.1.1.1); a writer of streams leaves it out. */
function zstdContentSize(frame: Uint8Array): number | undefined {
  const descriptor = frame[4] ?? 0;
  const isSingle = (descriptor & 32) !== 0;
  const kind = descriptor >> 6;
  const sizeBytes = kind === 0 ? (isSingle ? 1 : 0) : 2 ** kind;
  const at = 5 + (isSingle ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]!;
  if (sizeBytes === 0 || at + sizeBytes > frame.length) return undefined;
  let size = sizeBytes === 2 ? 256 : 0;
  for (let i = 0; i < sizeBytes; i++) size += frame[at + i]! * 256 ** i;
  return size;
}

/** By zlib in Node, which takes a third of the time of the stream that browsers have. */
async function gunzip(bytes: Uint8Array, target: Uint8Array): Promise<void> {
  const zlib = globalThis.process?.getBuiltinModule?.("node:zlib") as typeof import("node:zlib") | undefined;
  try {
    if (zlib !== undefined) copy(zlib.gunzipSync(bytes, { maxOutputLength: target.length + 1 }), target);
    else await inflateStream(bytes, target);
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause;
    throw new DatasetError("DATASET_INSTANCE", "a chunk of gzip is damaged", { cause });
  }
}

async function inflateStream(bytes: Uint8Array, target: Uint8Array): Promise<void> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("gzip"));
  const reader = stream.getReader();
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (length + part.value.length > target.length) {
      await reader.cancel();
      checkLength(length + part.value.length, target.length);
    }
    target.set(part.value, length);
    length += part.value.length;
  }
  checkLength(length, target.length);
}
