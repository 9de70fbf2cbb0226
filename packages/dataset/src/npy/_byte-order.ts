/** Does this machine keep the low byte of a number first? */
export const hostIsLittleEndian: boolean = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** A copy of numbers of `size` bytes with the bytes of each reversed. */
export function swappedBytes(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const swapped = new Uint8Array(bytes.length);
  for (let start = 0; start < bytes.length; start += size) {
    const last = 2 * start + size - 1;
    for (let i = start; i < start + size; i++) swapped[last - i] = bytes[i] as number;
  }
  return swapped;
}
