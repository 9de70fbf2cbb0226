/**
 * The shuffle of blosc: first the first byte of every element, then the second of every one, and so on. Bytes that do not
 * fill an element stay at the end.
 */
export function byteShuffle(source: Uint8Array, elementBytes: number, target: Uint8Array): void {
  const elements = Math.floor(source.length / elementBytes);
  for (let byte = 0; byte < elementBytes; byte++) {
    const start = byte * elements;
    for (let i = 0; i < elements; i++) target[start + i] = source[i * elementBytes + byte]!;
  }
  for (let i = elements * elementBytes; i < source.length; i++) target[i] = source[i]!;
}

/** The inverse of {@link byteShuffle}. */
export function byteUnshuffle(source: Uint8Array, elementBytes: number, target: Uint8Array): void {
  const elements = Math.floor(source.length / elementBytes);
  for (let byte = 0; byte < elementBytes; byte++) {
    const start = byte * elements;
    for (let i = 0, to = byte; i < elements; i++, to += elementBytes) target[to] = source[start + i]!;
  }
  for (let i = elements * elementBytes; i < source.length; i++) target[i] = source[i]!;
}
