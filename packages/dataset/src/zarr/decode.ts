import { DatasetError } from "../errors.ts";
import type { BlockDecoder } from "./blosc/block-decoder.ts";
import { checkBloscHeader, decodeBloscFrame, isPlainLz4 } from "./blosc/frame.ts";
import { type CodecMetadata, loadCompressor } from "./codecs.ts";

/** Decodes the chunks of an array. */
export interface ChunkDecoder {
  /** Are the bytes of a chunk its elements as they are? */
  readonly isPlain: boolean;
  /**
   * @param target exactly as long as the elements of the chunk
   * @throws DatasetError DATASET_INSTANCE for a damaged chunk
   */
  decode(chunk: Uint8Array, target: Uint8Array<ArrayBuffer>): void | Promise<void>;
}

/**
 * @param codecs the chain of an array: `bytes`, and at most one of `blosc` and `gzip`
 * @param decodeBlock for blosc; arrays can share one
 * @throws DatasetError DATASET_LAYOUT for any other chain
 */
export function chunkDecoder(codecs: readonly CodecMetadata[], file: string, decodeBlock: BlockDecoder): ChunkDecoder {
  const [first, second, ...others] = codecs;
  const isLittle = first?.name === "bytes" && first.configuration?.endian !== "big";
  const decode = second === undefined ? copy : decoders(decodeBlock)[second.name];
  if (isLittle && decode !== undefined && others.length === 0) return { isPlain: second === undefined, decode };
  const found = codecs.map(({ name }) => name.slice(0, 40)).join(", ");
  const expected = "bytes (little endian), then blosc, gzip or nothing";
  throw new DatasetError("DATASET_LAYOUT", `its codecs are ${JSON.stringify(found)}: expected ${expected}`, { file });
}

function decoders(decodeBlock: BlockDecoder): Record<string, ChunkDecoder["decode"] | undefined> {
  const blosc: ChunkDecoder["decode"] = (chunk, target) => {
    const header = checkBloscHeader(chunk, target.length);
    if (!isPlainLz4(header)) return decodeOther(chunk, target);
    return decodeBloscFrame(chunk, header, target, decodeBlock);
  };
  return { blosc, gzip: gunzip };
}

function copy(chunk: Uint8Array, target: Uint8Array): void {
  checkLength(chunk.length, target.length);
  target.set(chunk);
}

/** Frames that others wrote, and those of Zstandard. */
async function decodeOther(chunk: Uint8Array, target: Uint8Array): Promise<void> {
  const compressor = await loadCompressor("blosc");
  let decoded: Uint8Array;
  try {
    decoded = await compressor.decode(chunk);
  } catch (cause) {
    throw new DatasetError("DATASET_INSTANCE", "a frame of blosc is damaged", { cause });
  }
  copy(decoded, target);
}

/** By zlib in Node, which takes a third of the time of the stream that browsers have. */
async function gunzip(chunk: Uint8Array, target: Uint8Array): Promise<void> {
  const zlib = globalThis.process?.getBuiltinModule?.("node:zlib") as typeof import("node:zlib") | undefined;
  try {
    // One byte more than is expected, so that nothing larger is ever unpacked.
    if (zlib !== undefined) copy(zlib.gunzipSync(chunk, { maxOutputLength: target.length + 1 }), target);
    else await inflateStream(chunk, target);
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause;
    throw new DatasetError("DATASET_INSTANCE", "a chunk of gzip is damaged", { cause });
  }
}

async function inflateStream(chunk: Uint8Array, target: Uint8Array): Promise<void> {
  const stream = new Blob([chunk as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("gzip"));
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

function checkLength(found: number, expected: number): void {
  if (found === expected) return;
  throw new DatasetError("DATASET_INSTANCE", `a chunk holds ${found} bytes: expected ${expected}`);
}
