/** CRC-32C (Castagnoli; RFC 3720, appendix B.4) of bytes. */
export type Checksum = (bytes: Uint8Array) => number;

const reversedPolynomial = 0x82f63b78;

/** Goes on with a remainder, which is not inverted. */
export type RemainderOf = (bytes: Uint8Array, remainder: number) => number;

/** By a table of the remainders of all bytes. */
export function tableRemainder(): RemainderOf {
  const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ reversedPolynomial : crc >>> 1;
    return crc;
  });
  return (bytes, remainder) => {
    let crc = remainder;
    for (const byte of bytes) crc = table[(crc ^ byte) & 255]! ^ (crc >>> 8);
    return crc;
  };
}

/** Of a few bytes, without anything that is kept. */
export function crc32c(bytes: Uint8Array): number {
  return ~tableRemainder()(bytes, 0xffffffff) >>> 0;
}
