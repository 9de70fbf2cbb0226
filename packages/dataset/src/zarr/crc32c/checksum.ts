import { WasmKernel } from "../../wasm/_kernel.ts";
import { type FoldFunctionName, type Folding, foldings, foldModule } from "./_fold-module.ts";
import { type Checksum, tableRemainder } from "./crc32c.ts";

/** So many bytes are folded at a time: they and those that they are folded to stay in the nearest cache of a core. */
const roomBytes = 2 ** 14 + foldings[0].windowBytes;
/** Fewer bytes are not worth it. */
const leastBytes = 2 ** 9;

/**
 * With SIMD where there is any: a tenth of a millisecond for a megabyte, where the table takes more than two. What it
 * needs is made for the first long chunk.
 */
export function checksum(simd = true): Checksum {
  const remainderOf = tableRemainder();
  let folder: Folder | undefined;
  return (bytes) => {
    if (bytes.length >= leastBytes && simd) folder ??= makeFolder();
    const folded = bytes.length < leastBytes ? undefined : folder?.(bytes);
    return ~(folded === undefined ? remainderOf(bytes, 0xffffffff) : remainderOf(folded, 0)) >>> 0;
  };
}

/** @returns fewer bytes of the same remainder, the inversion at the beginning included; undefined: there is no SIMD */
type Folder = (bytes: Uint8Array) => Uint8Array | undefined;

function makeFolder(): Folder {
  const kernel = WasmKernel.create<FoldFunctionName>(foldModule);
  return (bytes) => kernel && fold(kernel, bytes);
}

function fold(kernel: WasmKernel<FoldFunctionName>, bytes: Uint8Array): Uint8Array {
  const memory = new Uint8Array(kernel.reserve(roomBytes));
  let filled = 0;
  const foldTo = ({ name, windowBytes }: Folding): void => {
    const folded = 16 * Math.floor(Math.max(0, filled - windowBytes) / 16);
    if (folded === 0) return;
    kernel.functions[name](0, folded, 0, 0, 0, 0);
    memory.copyWithin(0, folded, filled);
    filled -= folded;
  };
  for (let read = 0; read < bytes.length; ) {
    const part = bytes.subarray(read, read + roomBytes - filled);
    memory.set(part, filled);
    if (read === 0) for (let i = 0; i < 4; i++) memory[i]! ^= 255;
    read += part.length;
    filled += part.length;
    foldTo(foldings[0]);
  }
  foldTo(foldings[1]);
  return memory.subarray(0, filled);
}
