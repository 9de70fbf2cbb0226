/**
 * The bitshuffle of blosc: a plane of bits after the other, lowest first; a byte of a plane has this bit of 8 elements,
 * the first of them lowest. What changes little between neighbours becomes long runs of equal bytes, and noise stays
 * apart from it.
 * @param source its elements must be a multiple of 8
 */
export function bitShuffle(source: Uint8Array, elementBytes: number, target: Uint8Array): void {
  const planeBytes = source.length / elementBytes / 8;
  for (let byte = 0; byte < elementBytes; byte++) {
    for (let group = 0; group < planeBytes; group++) {
      const from = group * 8 * elementBytes + byte;
      transpose(source, from, elementBytes, target, 8 * byte * planeBytes + group, planeBytes);
    }
  }
}

/** The inverse of {@link bitShuffle}. */
export function bitUnshuffle(source: Uint8Array, elementBytes: number, target: Uint8Array): void {
  const planeBytes = source.length / elementBytes / 8;
  if (elementBytes === 2 && planeBytes % 4 === 0 && isWordAligned(source) && isWordAligned(target)) {
    unshuffle16(wordsOf(source), planeBytes / 4, wordsOf(target));
    return;
  }
  for (let byte = 0; byte < elementBytes; byte++) {
    for (let group = 0; group < planeBytes; group++) {
      const to = group * 8 * elementBytes + byte;
      transpose(source, 8 * byte * planeBytes + group, planeBytes, target, to, elementBytes);
    }
  }
}

/** Eight bytes as a matrix of 8 x 8 bits, transposed (Warren, Hacker's Delight, 7-3). */
function transpose(
  source: Uint8Array,
  from: number,
  fromStep: number,
  target: Uint8Array,
  to: number,
  toStep: number,
): void {
  let low = 0;
  let high = 0;
  for (let i = 0; i < 4; i++) {
    low |= source[from + i * fromStep]! << (8 * i);
    high |= source[from + (i + 4) * fromStep]! << (8 * i);
  }
  let swap = (low ^ (low >>> 7)) & 0x00aa00aa;
  low ^= swap ^ (swap << 7);
  swap = (high ^ (high >>> 7)) & 0x00aa00aa;
  high ^= swap ^ (swap << 7);
  swap = (low ^ (low >>> 14)) & 0x0000cccc;
  low ^= swap ^ (swap << 14);
  swap = (high ^ (high >>> 14)) & 0x0000cccc;
  high ^= swap ^ (swap << 14);
  swap = ((low >>> 4) ^ high) & 0x0f0f0f0f;
  high ^= swap;
  low ^= swap << 4;
  for (let i = 0; i < 4; i++) {
    target[to + i * toStep] = low >>> (8 * i);
    target[to + (i + 4) * toStep] = high >>> (8 * i);
  }
}

function isWordAligned({ byteOffset }: Uint8Array): boolean {
  // The words below are little-endian, as all platforms of today's JavaScript engines are.
  return byteOffset % 4 === 0 && new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
}

function wordsOf({ buffer, byteOffset, length }: Uint8Array): Int32Array {
  return new Int32Array(buffer, byteOffset, length >> 2);
}

const [odds, pairs, nibbles] = [0x55555555, 0x33333333, 0x0f0f0f0f];

/**
 * Elements of 16 bits, 32 at a time: 16 planes of which a word each is read become 16 words of two elements. It takes a
 * third of the time of {@link transpose}, and reading images waits for it.
 * @param planeWords words of each plane
 */
function unshuffle16(planes: Int32Array, planeWords: number, elements: Int32Array): void {
  for (let i = 0; i < planeWords; i++) {
    // Byte m of word k: bit k of elements 8m to 8m + 7; a the low byte of the elements, b the high one.
    let a0 = planes[i]!;
    let a1 = planes[i + planeWords]!;
    let a2 = planes[i + 2 * planeWords]!;
    let a3 = planes[i + 3 * planeWords]!;
    let a4 = planes[i + 4 * planeWords]!;
    let a5 = planes[i + 5 * planeWords]!;
    let a6 = planes[i + 6 * planeWords]!;
    let a7 = planes[i + 7 * planeWords]!;
    let b0 = planes[i + 8 * planeWords]!;
    let b1 = planes[i + 9 * planeWords]!;
    let b2 = planes[i + 10 * planeWords]!;
    let b3 = planes[i + 11 * planeWords]!;
    let b4 = planes[i + 12 * planeWords]!;
    let b5 = planes[i + 13 * planeWords]!;
    let b6 = planes[i + 14 * planeWords]!;
    let b7 = planes[i + 15 * planeWords]!;
    // Eight matrices of 8 x 8 bits at once: exchange single bits between neighbouring rows, then pairs, then nibbles.
    let swap = ((a0 >>> 1) ^ a1) & odds;
    a1 ^= swap;
    a0 ^= swap << 1;
    swap = ((a2 >>> 1) ^ a3) & odds;
    a3 ^= swap;
    a2 ^= swap << 1;
    swap = ((a4 >>> 1) ^ a5) & odds;
    a5 ^= swap;
    a4 ^= swap << 1;
    swap = ((a6 >>> 1) ^ a7) & odds;
    a7 ^= swap;
    a6 ^= swap << 1;
    swap = ((b0 >>> 1) ^ b1) & odds;
    b1 ^= swap;
    b0 ^= swap << 1;
    swap = ((b2 >>> 1) ^ b3) & odds;
    b3 ^= swap;
    b2 ^= swap << 1;
    swap = ((b4 >>> 1) ^ b5) & odds;
    b5 ^= swap;
    b4 ^= swap << 1;
    swap = ((b6 >>> 1) ^ b7) & odds;
    b7 ^= swap;
    b6 ^= swap << 1;
    swap = ((a0 >>> 2) ^ a2) & pairs;
    a2 ^= swap;
    a0 ^= swap << 2;
    swap = ((a1 >>> 2) ^ a3) & pairs;
    a3 ^= swap;
    a1 ^= swap << 2;
    swap = ((a4 >>> 2) ^ a6) & pairs;
    a6 ^= swap;
    a4 ^= swap << 2;
    swap = ((a5 >>> 2) ^ a7) & pairs;
    a7 ^= swap;
    a5 ^= swap << 2;
    swap = ((b0 >>> 2) ^ b2) & pairs;
    b2 ^= swap;
    b0 ^= swap << 2;
    swap = ((b1 >>> 2) ^ b3) & pairs;
    b3 ^= swap;
    b1 ^= swap << 2;
    swap = ((b4 >>> 2) ^ b6) & pairs;
    b6 ^= swap;
    b4 ^= swap << 2;
    swap = ((b5 >>> 2) ^ b7) & pairs;
    b7 ^= swap;
    b5 ^= swap << 2;
    swap = ((a0 >>> 4) ^ a4) & nibbles;
    a4 ^= swap;
    a0 ^= swap << 4;
    swap = ((a1 >>> 4) ^ a5) & nibbles;
    a5 ^= swap;
    a1 ^= swap << 4;
    swap = ((a2 >>> 4) ^ a6) & nibbles;
    a6 ^= swap;
    a2 ^= swap << 4;
    swap = ((a3 >>> 4) ^ a7) & nibbles;
    a7 ^= swap;
    a3 ^= swap << 4;
    swap = ((b0 >>> 4) ^ b4) & nibbles;
    b4 ^= swap;
    b0 ^= swap << 4;
    swap = ((b1 >>> 4) ^ b5) & nibbles;
    b5 ^= swap;
    b1 ^= swap << 4;
    swap = ((b2 >>> 4) ^ b6) & nibbles;
    b6 ^= swap;
    b2 ^= swap << 4;
    swap = ((b3 >>> 4) ^ b7) & nibbles;
    b7 ^= swap;
    b3 ^= swap << 4;
    // Now byte m of a_k is the low byte of element 8m + k.
    const to = 16 * i;
    elements[to] = (a0 & 255) | ((b0 & 255) << 8) | ((a1 & 255) << 16) | (b1 << 24);
    elements[to + 1] = (a2 & 255) | ((b2 & 255) << 8) | ((a3 & 255) << 16) | (b3 << 24);
    elements[to + 2] = (a4 & 255) | ((b4 & 255) << 8) | ((a5 & 255) << 16) | (b5 << 24);
    elements[to + 3] = (a6 & 255) | ((b6 & 255) << 8) | ((a7 & 255) << 16) | (b7 << 24);
    elements[to + 4] = ((a0 >>> 8) & 255) | (b0 & 0xff00) | ((a1 & 0xff00) << 8) | ((b1 & 0xff00) << 16);
    elements[to + 5] = ((a2 >>> 8) & 255) | (b2 & 0xff00) | ((a3 & 0xff00) << 8) | ((b3 & 0xff00) << 16);
    elements[to + 6] = ((a4 >>> 8) & 255) | (b4 & 0xff00) | ((a5 & 0xff00) << 8) | ((b5 & 0xff00) << 16);
    elements[to + 7] = ((a6 >>> 8) & 255) | (b6 & 0xff00) | ((a7 & 0xff00) << 8) | ((b7 & 0xff00) << 16);
    elements[to + 8] = ((a0 >>> 16) & 255) | ((b0 >>> 8) & 0xff00) | (a1 & 0xff0000) | ((b1 & 0xff0000) << 8);
    elements[to + 9] = ((a2 >>> 16) & 255) | ((b2 >>> 8) & 0xff00) | (a3 & 0xff0000) | ((b3 & 0xff0000) << 8);
    elements[to + 10] = ((a4 >>> 16) & 255) | ((b4 >>> 8) & 0xff00) | (a5 & 0xff0000) | ((b5 & 0xff0000) << 8);
    elements[to + 11] = ((a6 >>> 16) & 255) | ((b6 >>> 8) & 0xff00) | (a7 & 0xff0000) | ((b7 & 0xff0000) << 8);
    elements[to + 12] = (a0 >>> 24) | ((b0 >>> 16) & 0xff00) | ((a1 >>> 8) & 0xff0000) | (b1 & 0xff000000);
    elements[to + 13] = (a2 >>> 24) | ((b2 >>> 16) & 0xff00) | ((a3 >>> 8) & 0xff0000) | (b3 & 0xff000000);
    elements[to + 14] = (a4 >>> 24) | ((b4 >>> 16) & 0xff00) | ((a5 >>> 8) & 0xff0000) | (b5 & 0xff000000);
    elements[to + 15] = (a6 >>> 24) | ((b6 >>> 16) & 0xff00) | ((a7 >>> 8) & 0xff0000) | (b7 & 0xff000000);
  }
}
