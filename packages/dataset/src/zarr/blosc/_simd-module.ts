import {
  type AssembledFunction,
  and,
  assemble,
  block,
  type Code,
  get,
  i32Add,
  i32And,
  i32AtLeast,
  i32Const,
  i32Equal,
  i32Greater,
  i32Less,
  i32Multiply,
  i32NotEqual,
  i32ShiftRight,
  i32Subtract,
  integers,
  leaveIf,
  load,
  loadByte,
  loadUint16,
  loop,
  parameterCount,
  repeat,
  repeatIf,
  set,
  shiftLeft,
  shiftRight,
  shuffle,
  store,
  storeAt,
  swizzle,
  trapIf,
  when,
  xor,
} from "../../wasm/_assembler.ts";

/** Copies go on in whole vectors: so many bytes behind what is read and what is written may be touched. */
export const slackBytes = 32;

/**
 * What the functions need at address 0. For each distance below 16 at which a pattern is repeated: which of its bytes are
 * those of a vector; then, how far a vector's whole repetitions reach.
 */
export function patternTable(): Uint8Array {
  const table = new Uint8Array(17 * 16);
  for (let distance = 1; distance < 16; distance++) {
    for (let i = 0; i < 16; i++) table[16 * distance + i] = i % distance;
    table[stepTable + distance] = 16 - (16 % distance);
  }
  return table;
}
const stepTable = 256;

const advance = (pointer: number, bytes: number): Code => [get(pointer), i32Const(bytes), i32Add, set(pointer)];
const difference = (greater: number, less: number): Code => [get(greater), get(less), i32Subtract];

/** A block of LZ4, as `decodeLz4Block`: a trap where that throws. */
function decodeFunction(): AssembledFunction {
  // The first four are given: the bytes that are read, and those that are written.
  const [read, end, write, to, token, length, from, stop, back, distance] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const pattern = 10;
  const copyFrom = (source: number): Code =>
    loop([
      [get(write), get(source), load(), store],
      [advance(source, 16), advance(write, 16)],
      repeatIf([get(write), get(stop), i32Less]),
    ]);
  const checkLength: Code = trapIf([get(length), difference(to, write), i32Greater]);
  const extendFrom = (limit: number): Code =>
    when(
      [get(length), i32Const(limit), i32Equal],
      loop([
        trapIf([get(read), get(end), i32AtLeast]),
        [get(read), loadByte(), set(back), advance(read, 1)],
        [get(length), get(back), i32Add, set(length), checkLength],
        repeatIf([get(back), i32Const(255), i32Equal]),
      ]),
    );
  const literals: Code = [
    [get(read), loadByte(), set(token), advance(read, 1)],
    [get(token), i32Const(4), i32ShiftRight, set(length), extendFrom(15), checkLength],
    trapIf([get(length), difference(end, read), i32Greater]),
    [get(write), get(length), i32Add, set(stop), copyFrom(read)],
    [get(read), difference(write, stop), i32Subtract, set(read), get(stop), set(write)],
  ];
  const repeated: Code = [
    [get(back), load(), get(distance), i32Const(16), i32Multiply, load(), swizzle, set(pattern)],
    [get(distance), loadByte(stepTable), set(distance)],
    loop([
      [get(write), get(pattern), store, get(write), get(distance), i32Add, set(write)],
      repeatIf([get(write), get(stop), i32Less]),
    ]),
  ];
  const match: Code = [
    trapIf([difference(end, read), i32Const(2), i32Less]),
    [get(read), loadUint16, set(distance), advance(read, 2)],
    [get(token), i32Const(15), i32And, i32Const(4), i32Add, set(length), extendFrom(19), checkLength],
    // 0 becomes the greatest of all.
    trapIf([get(distance), i32Const(1), i32Subtract, difference(write, from), i32AtLeast]),
    [get(write), get(length), i32Add, set(stop), difference(write, distance), set(back)],
    when([get(distance), i32Const(16), i32AtLeast], copyFrom(back), repeated),
    [get(stop), set(write)],
  ];
  const isAtEnd: Code = [get(read), get(end), i32AtLeast];
  const code: Code = [
    [get(write), set(from)],
    // The last sequence has no match.
    block(loop([leaveIf(isAtEnd), literals, leaveIf(isAtEnd), match, repeat])),
    trapIf([get(write), get(to), i32NotEqual]),
  ];
  return { name: "decode", integers: 4, vectors: 1, code };
}

/** The inverse of the bitshuffle of 16-bit elements, as `bitUnshuffle`, 128 of them at a time. */
function unshuffleFunction(): AssembledFunction {
  // Given: where the planes are, the bytes of one, where the elements go, and how many times 128.
  const [from, planeBytes, to, count] = [0, 1, 2, 3];
  const vectors = (first: number): number[] => Array.from({ length: 8 }, (_, i) => parameterCount + first + i);
  const [low, high, work, other] = [0, 8, 16, 24].map(vectors) as [number[], number[], number[], number[]];
  const swap = parameterCount + 32;
  const loadPlane = (plane: number): Code => [
    [get(from), get(planeBytes), i32Const(plane), i32Multiply, i32Add],
    load(),
  ];
  // Exchanges bits between two rows of matrices of 8 x 8 bits.
  const exchange = (a: number, b: number, shift: number, mask: number): Code => [
    [get(a), i32Const(shift), shiftRight, get(b), xor, integers(mask), and, set(swap)],
    [get(b), get(swap), xor, set(b)],
    [get(a), get(swap), i32Const(shift), shiftLeft, xor, set(a)],
  ];
  const transposeBits = (rows: readonly number[]): Code =>
    [
      [1, 0x55555555],
      [2, 0x33333333],
      [4, 0x0f0f0f0f],
    ].map(([shift, mask]) =>
      rows.map((row, i) => ((i & shift!) === 0 ? exchange(row, rows[i + shift!]!, shift!, mask!) : [])),
    );
  /** The first or second halves of two vectors, lane by lane. */
  const interleave = (a: number, b: number, lanes: number, half: number, result: number): Code => {
    const order = Array.from({ length: lanes }, (_, i) => (half * lanes) / 2 + (i >> 1) + (i % 2) * lanes);
    return [get(a), get(b), shuffle(...order), set(result)];
  };
  // Rows i and i + 2^k of each group of 2^(k + 1), in both halves: eight rows of eight elements become their columns.
  const transposeElements = (rows: readonly number[], results: readonly number[], lanes: number): Code => {
    const step = 8 / lanes;
    return rows.map((row, i) => {
      if ((i & step) !== 0) return [];
      const first = (i & ~(2 * step - 1)) + 2 * (i % step);
      return [0, 1].map((half) => interleave(row, rows[i + step]!, lanes, half, results[first + half]!));
    });
  };
  const writeHalf = (half: number): Code => [
    low.map((row, i) => interleave(row, high[i]!, 16, half, work[i]!)),
    [transposeElements(work, other, 8), transposeElements(other, work, 4), transposeElements(work, other, 2)],
    other.map((row, i) => [get(to), get(row), storeAt(128 * half + 16 * i)]),
  ];
  const code: Code = loop([
    [low.map((row, i) => [loadPlane(i), set(row)]), high.map((row, i) => [loadPlane(8 + i), set(row)])],
    [transposeBits(low), transposeBits(high), writeHalf(0), writeHalf(1)],
    [advance(from, 16), advance(to, 256), get(count), i32Const(1), i32Subtract, set(count)],
    repeatIf(get(count)),
  ]);
  return { name: "unshuffle", integers: 0, vectors: 33, code };
}

/** The inverse of the byte shuffle of 16-bit elements, 16 of them at a time. */
function zipFunction(): AssembledFunction {
  // Given: where the low bytes are, how many, where the elements go, and how many times 16.
  const [from, bytes, to, count, low, high] = [0, 1, 2, 3, parameterCount, parameterCount + 1];
  const half = (first: number): Code =>
    shuffle(...Array.from({ length: 16 }, (_, i) => first + (i >> 1) + (i % 2) * 16));
  const code: Code = loop([
    [get(from), load(), set(low), get(from), get(bytes), i32Add, load(), set(high)],
    [get(to), get(low), get(high), half(0), store],
    [get(to), get(low), get(high), half(8), storeAt(16)],
    [advance(from, 16), advance(to, 32), get(count), i32Const(1), i32Subtract, set(count)],
    repeatIf(get(count)),
  ]);
  return { name: "zip", integers: 0, vectors: 2, code };
}

/** What the module offers. */
export type BlockFunctionName = "decode" | "unshuffle" | "zip";

/** The bytes of the module: under 4 KB, which every browser compiles without a promise. */
export function simdModule(): Uint8Array<ArrayBuffer> {
  return assemble([decodeFunction(), unshuffleFunction(), zipFunction()]);
}
