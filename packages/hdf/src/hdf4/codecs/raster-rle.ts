import { DamagedFileError, type HdfErrorDetails } from "../../errors.ts";

/**
 * Undo the run-length coding of raster images (DFTAG_RLE): a byte with its high bit set repeats the next byte (low 7
 * bits) times, any other is followed by as many bytes that stand for themselves. It is not the coding of compressed
 * elements, see `decodeRle`.
 * @throws DamagedFileError when the input ends before `outputLength` bytes
 */
export function decodeRasterRle(input: Uint8Array, outputLength: number, where: HdfErrorDetails): Uint8Array {
  const output = new Uint8Array(outputLength);
  let written = 0;
  for (let read = 0; written < outputLength; ) {
    const control = input[read++];
    const count = (control ?? 0) & 0x7f;
    const isRun = (control ?? 0) > 0x7f;
    if (control === undefined || read + (isRun ? 1 : count) > input.length) {
      throw new DamagedFileError(
        `the run-length coded image (${input.length} bytes) ends after ${written} of ${outputLength} decoded bytes`,
        where,
      );
    }
    if (isRun) {
      output.fill(input[read++]!, written, written + count);
    } else {
      output.set(input.subarray(read, read + Math.min(count, outputLength - written)), written);
      read += count;
    }
    written += count;
  }
  return output;
}
