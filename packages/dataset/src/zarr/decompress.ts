import { DatasetError } from "../errors.ts";
import type { BlockDecoder } from "./blosc/block-decoder.ts";
import { checkBloscHeader, decodeBloscFrame, isPlainLz4 } from "./blosc/frame.ts";
import { loadCompressor } from "./codecs.ts";
import { parseZstdFrame, withContentSize } from "./zstd-frame.ts";

type Zlib = typeof import("node:zlib");

/** From so many bytes on, gzip is undone by another thread: until then, asking one takes longer than doing it. */
const otherThreadBytes = 2 ** 18;

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

/** The decoder makes room for what the header says, without end where it says nothing: so it always says it. */
async function unpackZstd(bytes: Uint8Array, target: Uint8Array): Promise<void> {
  const frame = parseZstdFrame(bytes);
  if (frame.contentBytes !== undefined) checkLength(frame.contentBytes, target.length);
  const sized = frame.contentBytes === undefined ? withContentSize(bytes, frame, target.length) : bytes;
  await decompressBy("zstd", "a frame of Zstandard", sized, target);
}

/** By zlib in Node, which takes a third of the time of the stream that browsers have. */
async function gunzip(bytes: Uint8Array, target: Uint8Array): Promise<void> {
  const zlib = globalThis.process?.getBuiltinModule?.("node:zlib") as Zlib | undefined;
  try {
    if (zlib !== undefined) copy(await gunzipBy(zlib, bytes, target.length + 1), target);
    else await inflateStream(bytes, target);
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause;
    throw new DatasetError("DATASET_INSTANCE", "a chunk of gzip is damaged", { cause });
  }
}

async function gunzipBy(zlib: Zlib, bytes: Uint8Array, maxOutputLength: number): Promise<Uint8Array> {
  if (maxOutputLength <= otherThreadBytes) return zlib.gunzipSync(bytes, { maxOutputLength });
  return new Promise((resolve, reject) => {
    zlib.gunzip(bytes, { maxOutputLength, chunkSize: otherThreadBytes }, (error, result) => {
      if (error === null) resolve(result);
      else reject(error);
    });
  });
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
