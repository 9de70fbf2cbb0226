/** CRC-32C (Castagnoli; RFC 3720, appendix B.4) of bytes. */
export function crc32c(bytes: Uint8Array): number {
  const table = crcTable();
  let crc = 0xffffffff;
  for (const byte of bytes) crc = table[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Made for each use: no state, and an index of a shard is longer than it takes. */
function crcTable(): Uint32Array {
  const reversedPolynomial = 0x82f63b78;
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ reversedPolynomial : crc >>> 1;
    return crc;
  });
}
