import { DamagedFileError, type HdfErrorDetails } from "../../errors.ts";
import { BitReader } from "./_bit-reader.ts";

/** How the samples were coded. */
export interface RiceParams {
  /** 1 to 24. */
  readonly sampleBits: number;
  /** Samples per block (J in CCSDS 121.0-B). */
  readonly blockSize: number;
  /** Are the samples differences to the one before (unit-delay predictor)? */
  readonly preprocessed: boolean;
}

/** A zero-block code of this value fills the segment or interval ("remainder of segment", CCSDS 121.0-B 3.4.3). */
const remainderOfSegment = 5;
const blocksPerSegment = 64;
/** The largest second-extension code libaec and this decoder know: pairs with a sum of at most 12. */
const largestPairCode = 90;

/** The pairs (sum, second) of the second extension by code value: the codes count the pairs in order of their sum. */
const pairSums = new Uint8Array(largestPairCode + 1);
const pairSeconds = new Uint8Array(largestPairCode + 1);
for (let sum = 0, code = 0; code <= largestPairCode; sum++) {
  for (let second = 0; second <= sum && code <= largestPairCode; second++, code++) {
    pairSums[code] = sum;
    pairSeconds[code] = second;
  }
}

/** Adaptive entropy decoder of CCSDS 121.0-B for unsigned samples, one reference sample interval at a time. */
export class RiceDecoder {
  readonly #bits: BitReader;
  readonly #params: RiceParams;
  readonly #where: HdfErrorDetails;
  readonly #idBits: number;
  readonly #largest: number;

  constructor(stream: Uint8Array, params: RiceParams, where: HdfErrorDetails) {
    this.#bits = new BitReader(stream);
    this.#params = params;
    this.#where = where;
    this.#idBits = params.sampleBits > 16 ? 5 : params.sampleBits > 8 ? 4 : 3;
    this.#largest = 2 ** params.sampleBits - 1;
  }

  /**
   * Decode the next interval into the beginning of `samples`, whose length is that of a whole interval; only the last
   * interval of a stream has fewer blocks.
   * @throws DamagedFileError
   */
  decodeInterval(samples: Int32Array, blocks: number): void {
    const { blockSize, preprocessed } = this.#params;
    const intervalBlocks = samples.length / blockSize;
    for (let block = 0; block < blocks; ) {
      block += this.#decodeBlock(samples, block, intervalBlocks, preprocessed && block === 0);
      if (this.#bits.overrun) throw this.#damaged("the stream ends too early");
    }
    const length = blocks * blockSize;
    let all = 0;
    for (let i = 0; i < length; i++) all |= samples[i]!;
    if (all < 0 || all > this.#largest) throw this.#damaged(`a sample has more than ${this.#params.sampleBits} bits`);
    if (preprocessed) undoPrediction(samples, length, this.#largest);
  }

  /** Decode one block, or several that are zero. Gives their number. */
  #decodeBlock(samples: Int32Array, block: number, intervalBlocks: number, hasReference: boolean): number {
    const { blockSize, sampleBits } = this.#params;
    const bits = this.#bits;
    const start = block * blockSize;
    const end = start + blockSize;
    const id = bits.read(this.#idBits);
    if (id === 2 ** this.#idBits - 1) {
      for (let i = start; i < end; i++) samples[i] = bits.read(sampleBits);
      return 1;
    }
    const isPairs = id === 0 && bits.read(1) === 1;
    if (hasReference) samples[start] = bits.read(sampleBits);
    const first = hasReference ? start + 1 : start;
    if (id > 0) {
      this.#decodeSplit(samples, first, end, id - 1);
      return 1;
    }
    if (isPairs) {
      this.#decodePairs(samples, start, first, end);
      return 1;
    }
    const zeroBlocks = this.#readZeroBlocks(block, intervalBlocks);
    samples.fill(0, first, start + zeroBlocks * blockSize);
    return zeroBlocks;
  }

  /** Sample splitting: the upper parts as fundamental sequences, then the lower `lowBits` bits of all. */
  #decodeSplit(samples: Int32Array, first: number, end: number, lowBits: number): void {
    if (lowBits > this.#params.sampleBits) throw this.#damaged(`${lowBits} low bits are split off`);
    const bits = this.#bits;
    const limit = this.#largest >> lowBits;
    for (let i = first; i < end; i++) {
      const high = bits.readUnary(limit);
      if (high > limit) throw this.#damaged("a sample is too large or the stream ends too early");
      samples[i] = high << lowBits;
    }
    if (lowBits === 0) return;
    for (let i = first; i < end; i++) samples[i]! |= bits.read(lowBits);
  }

  /** Second extension: one code for two samples. With a reference sample the first code's first sample is void. */
  #decodePairs(samples: Int32Array, start: number, first: number, end: number): void {
    for (let i = start; i < end; i += 2) {
      const code = this.#bits.readUnary(largestPairCode);
      if (code > largestPairCode) throw this.#damaged("a second-extension code is too large");
      const second = pairSeconds[code]!;
      if (i >= first) samples[i] = pairSums[code]! - second;
      samples[i + 1] = second;
    }
  }

  #readZeroBlocks(block: number, intervalBlocks: number): number {
    const left = intervalBlocks - block;
    const code = this.#bits.readUnary(left + 1) + 1;
    if (code === remainderOfSegment) return Math.min(left, blocksPerSegment - (block % blocksPerSegment));
    const count = code > remainderOfSegment ? code - 1 : code;
    if (count > left) throw this.#damaged(`${count} zero blocks, where the scanline has ${left} left`);
    return count;
  }

  #damaged(problem: string): DamagedFileError {
    return new DamagedFileError(`SZIP: ${problem}`, this.#where);
  }
}

/** Undo the mapping of differences to unsigned numbers, and the differences (CCSDS 121.0-B 4.2-4.4). */
function undoPrediction(samples: Int32Array, length: number, largest: number): void {
  const half = (largest >>> 1) + 1;
  let value = samples[0]!;
  for (let i = 1; i < length; i++) {
    const mapped = samples[i]!;
    // Room below or above the predicted value, whichever is smaller: differences within it alternate in sign.
    const room = value >= half ? largest - value : value;
    if ((mapped + 1) >> 1 <= room) value += mapped & 1 ? -((mapped + 1) >> 1) : mapped >> 1;
    else value = value >= half ? largest - mapped : mapped;
    samples[i] = value;
  }
}
