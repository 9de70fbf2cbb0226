import { DamagedFileError, type HdfErrorDetails } from "../../errors.ts";
import { BitReader } from "./_bit-reader.ts";

/** Which bits of each element are stored, and what the others become. */
export interface NbitParams {
  /** Bytes of an element. */
  readonly elementSize: number;
  /** Do the bits above the stored ones repeat the highest stored one? */
  readonly signExtend: boolean;
  /** Are bits that are not stored ones (true) or zeros? */
  readonly fillOne: boolean;
  /** The highest stored bit; bit 0 is the lowest. */
  readonly startBit: number;
  /** Number of stored bits. */
  readonly bitLength: number;
}

/**
 * Undo HDF4's N-bit coding (COMP_CODE_NBIT): of each element only bits `startBit` downwards are stored, packed with
 * the highest first. The coder works on the bytes of the element in the order of the file and takes the first byte
 * as the most significant one, also when the number type is little-endian.
 * @returns the elements in the byte order of the file
 * @throws DamagedFileError when the parameters contradict each other or the input is too short
 */
export function decodeNbit(
  input: Uint8Array,
  params: NbitParams,
  outputLength: number,
  where: HdfErrorDetails,
): Uint8Array {
  const { elementSize, startBit, bitLength, signExtend } = params;
  checkParams(params, outputLength, where);
  const count = outputLength / elementSize;
  const needed = Math.ceil((count * bitLength) / 8);
  if (needed > input.length) {
    throw new DamagedFileError(
      `${count} elements of ${bitLength} bits take ${needed} bytes, the N-bit coded data has ${input.length}`,
      where,
    );
  }
  const lowestBit = startBit - bitLength + 1;
  const first = elementSize - 1 - (startBit >> 3);
  const last = elementSize - 1 - (lowestBit >> 3);
  const firstBits = first === last ? bitLength : (startBit & 7) + 1;
  const lastShift = lowestBit & 7;
  const templates = [makeTemplate(params, 0), makeTemplate(params, 1)] as const;

  const bits = new BitReader(input);
  const output = new Uint8Array(outputLength);
  for (let at = 0; at < outputLength; at += elementSize) {
    const top = bits.read(firstBits);
    const template = signExtend && top >> (firstBits - 1) === 1 ? templates[1] : templates[0];
    for (let i = 0; i < elementSize; i++) output[at + i] = template[i]!;
    output[at + first]! |= first === last ? top << lastShift : top;
    for (let i = first + 1; i < last; i++) output[at + i] = bits.read(8);
    if (last > first) output[at + last]! |= bits.read(8 - lastShift) << lastShift;
  }
  return output;
}

/** The bytes of an element whose stored bits are all zero and whose sign bit is `sign`. */
function makeTemplate(params: NbitParams, sign: 0 | 1): Uint8Array {
  const { elementSize, signExtend, fillOne, startBit, bitLength } = params;
  const template = new Uint8Array(elementSize);
  for (let bit = 0; bit < elementSize * 8; bit++) {
    const stored = bit <= startBit && bit > startBit - bitLength;
    const one = bit > startBit && signExtend ? sign === 1 : fillOne;
    if (!stored && one) template[elementSize - 1 - (bit >> 3)]! |= 1 << (bit & 7);
  }
  return template;
}

function checkParams(params: NbitParams, outputLength: number, where: HdfErrorDetails): void {
  const { elementSize, startBit, bitLength } = params;
  if (startBit < 0 || startBit >= elementSize * 8 || bitLength < 1 || bitLength > startBit + 1) {
    throw new DamagedFileError(
      `N-bit coding of ${bitLength} bits from bit ${startBit} downwards, in elements of ${elementSize * 8} bits`,
      where,
    );
  }
  if (outputLength % elementSize !== 0) {
    throw new DamagedFileError(
      `N-bit coding gives whole elements of ${elementSize} bytes, but ${outputLength} bytes are expected`,
      where,
    );
  }
}
