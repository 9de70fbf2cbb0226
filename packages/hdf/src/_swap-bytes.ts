import { nodeModule } from "./source/path.ts";

/** Does this machine keep the low byte of a number first? */
export const hostIsLittleEndian: boolean = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** From this length on, a call out of JavaScript pays off. */
const nativeLength = 4096;

/** Reverse the bytes of each element of 2, 4 or 8 bytes, in place; the bytes begin at a multiple of the size. */
export function swapBytes(bytes: Uint8Array, size: number): void {
  // Node swaps with vector instructions.
  const native = bytes.length < nativeLength ? undefined : nodeModule("node:buffer")?.Buffer;
  if (native === undefined) {
    swapWords(bytes, size);
    return;
  }
  const view = native.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (size === 2) view.swap16();
  else if (size === 4) view.swap32();
  else view.swap64();
}

/** `swapBytes` without Node. */
export function swapWords({ buffer, byteOffset, length }: Uint8Array, size: number): void {
  if (size === 2) swap16(new Uint16Array(buffer, byteOffset, length / 2));
  else if (size === 4) swap32(new Uint32Array(buffer, byteOffset, length / 4));
  else swap64(new Uint32Array(buffer, byteOffset, length / 4));
}

function swap16(words: Uint16Array): void {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as number;
    words[i] = (word << 8) | (word >>> 8);
  }
}

function swap32(words: Uint32Array): void {
  for (let i = 0; i < words.length; i++) words[i] = swapped(words[i] as number);
}

function swap64(halves: Uint32Array): void {
  for (let i = 0; i < halves.length; i += 2) {
    const first = halves[i] as number;
    halves[i] = swapped(halves[i + 1] as number);
    halves[i + 1] = swapped(first);
  }
}

function swapped(word: number): number {
  const pairs = ((word & 0x00ff00ff) << 8) | ((word >>> 8) & 0x00ff00ff);
  return (pairs << 16) | (pairs >>> 16);
}
