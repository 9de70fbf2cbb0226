import { DamagedFileError, type HdfErrorDetails } from "../../errors.ts";

const shortestRun = 3;
const shortestMix = 1;

/**
 * Undo HDF4's run-length coding (COMP_CODE_RLE): a control byte with its high bit set repeats the next byte
 * 3 + (low 7 bits) times, any other is followed by 1 + (its value) bytes that stand for themselves. Bytes behind the
 * last one needed are ignored, since a rewritten element keeps its old length.
 * @throws DamagedFileError when the input ends before `outputLength` bytes
 */
export function decodeRle(input: Uint8Array, outputLength: number, where: HdfErrorDetails): Uint8Array {
  const output = new Uint8Array(outputLength);
  let read = 0;
  let written = 0;
  while (written < outputLength) {
    if (read + 1 >= input.length) throw tooShort(input, written, outputLength, where);
    const control = input[read++]!;
    if (control & 0x80) {
      const end = written + (control & 0x7f) + shortestRun;
      output.fill(input[read++]!, written, end);
      written = end;
    } else {
      const count = Math.min(control + shortestMix, outputLength - written);
      if (read + count > input.length) throw tooShort(input, written, outputLength, where);
      for (let i = 0; i < count; i++) output[written + i] = input[read + i]!;
      read += control + shortestMix;
      written += count;
    }
  }
  return output;
}

function tooShort(input: Uint8Array, written: number, outputLength: number, where: HdfErrorDetails): DamagedFileError {
  return new DamagedFileError(
    `the run-length coded data (${input.length} bytes) ends after ${written} of ${outputLength} decoded bytes`,
    where,
  );
}
