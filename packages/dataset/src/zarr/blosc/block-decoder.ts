import { WasmKernel } from "../../wasm/_kernel.ts";
import { type BlockFunctionName, patternTable, simdModule, slackBytes } from "./_simd-module.ts";
import { bitUnshuffle } from "./bit-shuffle.ts";
import { byteUnshuffle } from "./byte-shuffle.ts";
import { damagedBlock, decodeLz4Block } from "./lz4-block.ts";

/** What is done to the bytes of elements before they are compressed. */
export type Shuffle = "noshuffle" | "shuffle" | "bitshuffle";

/**
 * Decodes a block.
 * @param stream LZ4; or, when it is as long as the output, the bytes as they are
 * @param shuffle is undone afterwards
 * @throws DatasetError DATASET_INSTANCE unless the stream fills the output exactly
 */
export type BlockDecoder = (stream: Uint8Array, output: Uint8Array, shuffle: Shuffle, elementBytes: number) => void;

/** With SIMD where there is any. What it needs is made for the first block: most datasets have none. */
export function blockDecoder(simd = true): BlockDecoder {
  let decoder: BlockDecoder | undefined;
  return (...block) => {
    decoder ??= makeDecoder(simd);
    decoder(...block);
  };
}

function makeDecoder(simd: boolean): BlockDecoder {
  const kernel = simd ? WasmKernel.create<BlockFunctionName>(simdModule) : undefined;
  return kernel === undefined ? plainDecoder() : simdDecoder(kernel);
}

function plainDecoder(): BlockDecoder {
  let scratch = new Uint8Array(0);
  return (stream, output, shuffle, elementBytes) => {
    const { length } = output;
    if (shuffle !== "noshuffle" && scratch.length < length) scratch = new Uint8Array(length);
    const raw = shuffle === "noshuffle" ? output : scratch.subarray(0, length);
    if (stream.length === length) raw.set(stream);
    else decodeLz4Block(stream, raw);
    unshuffle(raw, output, shuffle, elementBytes);
  };
}

function unshuffle(raw: Uint8Array, output: Uint8Array, shuffle: Shuffle, elementBytes: number): void {
  if (shuffle === "bitshuffle") bitUnshuffle(raw, elementBytes, output);
  else if (shuffle === "shuffle") byteUnshuffle(raw, elementBytes, output);
  else if (raw !== output) output.set(raw);
}

function simdDecoder(kernel: WasmKernel<BlockFunctionName>): BlockDecoder {
  const table = patternTable();
  const { decode } = kernel.functions;
  new Uint8Array(kernel.reserve(table.length)).set(table);
  return (stream, output, shuffle, elementBytes) => {
    const { length } = output;
    // In the memory: the table, the stream, what it decodes to, and the elements of that.
    const rawAt = table.length + stream.length + slackBytes;
    const elementsAt = rawAt + length + slackBytes;
    const memory = kernel.reserve(elementsAt + length);
    const raw = new Uint8Array(memory, rawAt, length);
    if (stream.length === length) {
      raw.set(stream);
    } else {
      new Uint8Array(memory, table.length, stream.length).set(stream);
      guard(() => decode(table.length, table.length + stream.length, rawAt, rawAt + length, 0, 0));
    }
    if (unshuffle16(kernel, rawAt, length, elementsAt, shuffle, elementBytes)) {
      output.set(new Uint8Array(memory, elementsAt, length));
    } else {
      unshuffle(raw, output, shuffle, elementBytes);
    }
  };
}

/** Elements of 16 bits, in the memory of the kernel. @returns false for what it cannot do */
function unshuffle16(
  { functions }: WasmKernel<BlockFunctionName>,
  from: number,
  length: number,
  to: number,
  shuffle: Shuffle,
  elementBytes: number,
): boolean {
  const isBits = shuffle === "bitshuffle";
  const groupBytes = isBits ? 256 : 32;
  if (elementBytes !== 2 || shuffle === "noshuffle" || length === 0 || length % groupBytes !== 0) return false;
  if (isBits) functions.unshuffle(from, length / 16, to, length / groupBytes, 0, 0);
  else functions.zip(from, length / 2, to, length / groupBytes, 0, 0);
  return true;
}

function guard(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) throw damagedBlock();
    throw error;
  }
}
