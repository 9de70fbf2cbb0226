import { DamagedFileError, type HdfErrorDetails } from "../../errors.ts";

/** The coders of compressed elements (comp_coder_t in hcomp.h). */
export type CoderName = "none" | "rle" | "nbit" | "skphuff" | "deflate" | "szip";

/**
 * The most bytes that one coded byte can stand for. deflate: 258 bytes by two codes of one bit. RLE: a run of 130
 * bytes takes two. Huffman: one bit a byte. N-bit: one bit of an element of 8 bytes. SZIP: 64 zero blocks of 32
 * pixels of 4 bytes take 10 bits.
 */
const largestRatio: Readonly<Record<CoderName, number>> = {
  none: 1,
  rle: 65,
  nbit: 64,
  skphuff: 8,
  deflate: 1032,
  szip: 6554,
};

/**
 * Refuse an output length that this many coded bytes cannot give, before anything is allocated for it.
 * @throws DamagedFileError
 */
export function checkPlausible(
  coder: CoderName,
  inputLength: number,
  outputLength: number,
  where: HdfErrorDetails,
): void {
  const most = inputLength * largestRatio[coder];
  if (outputLength > most) {
    throw new DamagedFileError(
      `${inputLength} bytes coded with ${coder} hold at most ${most} bytes, expected ${outputLength}`,
      where,
    );
  }
}

/**
 * The most bytes that a coder makes of one byte, without a few in front and behind. RLE: a mix of one byte takes two.
 * Huffman: a leaf lies at most 256 nodes deep. deflate: twice what zlib needs, for short blocks of their own. SZIP: each
 * pixel of a byte in a scanline of its own, which is filled up to a block of 32, and of eight times as many pixels as are
 * expected (szip.ts).
 */
const largestGrowth: Readonly<Record<CoderName, number>> = {
  none: 1,
  rle: 2,
  nbit: 1,
  skphuff: 33,
  deflate: 2,
  szip: 512,
};

/** Headers, checksums, code tables, and whatever else does not grow with the data. */
const codingOverhead = 4096;

/** How many coded bytes are needed at most: behind them may be anything, as a rewritten element keeps its length. */
export function longestCoded(coder: CoderName, outputLength: number): number {
  return largestGrowth[coder] * outputLength + codingOverhead;
}
