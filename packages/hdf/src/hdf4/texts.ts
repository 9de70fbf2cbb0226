import { breathe } from "../_breathe.ts";

/** Bytes of memory that a string takes at least: a small file may announce any number of empty ones. */
export const smallestString = 16;

/** Texts that are decoded between two breaths. */
const batchSize = 4096;

/** Texts of `width` bytes each, one after the other. */
export async function decodeTexts(
  bytes: Uint8Array,
  count: number,
  width: number,
  decode: (bytes: Uint8Array) => string,
  signal?: AbortSignal,
): Promise<string[]> {
  const texts: string[] = [];
  for (let i = 0; i < count; i++) {
    if (i % batchSize === 0) await breathe(signal);
    texts.push(decode(bytes.subarray(i * width, (i + 1) * width)));
  }
  return texts;
}
