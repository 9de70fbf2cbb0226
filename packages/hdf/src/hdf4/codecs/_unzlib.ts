import { unzlibSync } from "fflate";

const adlerBase = 65521;
/** The most bytes that can be summed up before the sums leave 32 bits (zlib's NMAX). */
const adlerRun = 5552;

/**
 * Decode a zlib stream without Node's zlib, with the check of its Adler-32 checksum, which fflate leaves out.
 * @returns at most `outputLength + 1` bytes: one too many tells that there are more
 * @throws Error for a damaged stream
 */
export function unzlibChecked(input: Uint8Array, outputLength: number): Uint8Array {
  const output = unzlibSync(input, { out: new Uint8Array(outputLength + 1) });
  // The checksum follows the stream. fflate does not tell where that ended, and bytes of an older, longer stream may
  // come behind it.
  if (output.length <= outputLength && !includesFrom(input, 2, adler32(output))) {
    throw new Error("incorrect data check");
  }
  return output;
}

function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (let start = 0; start < bytes.length; start += adlerRun) {
    const end = Math.min(start + adlerRun, bytes.length);
    for (let i = start; i < end; i++) {
      low += bytes[i]!;
      high += low;
    }
    low %= adlerBase;
    high %= adlerBase;
  }
  return ((high << 16) | low) >>> 0;
}

/** Do the bytes hold this number (32 bits, big-endian) at `start` or later? Looked for from the end. */
function includesFrom(bytes: Uint8Array, start: number, value: number): boolean {
  const lastByte = value & 0xff;
  for (let end = bytes.length - 1; end >= start + 3; end--) {
    if (bytes[end] !== lastByte) continue;
    const found = (bytes[end - 3]! << 24) | (bytes[end - 2]! << 16) | (bytes[end - 1]! << 8) | lastByte;
    if (found >>> 0 === value) return true;
  }
  return false;
}
