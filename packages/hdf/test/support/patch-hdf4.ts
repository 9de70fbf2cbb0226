const specialBit = 0x4000;

/** A descriptor of an HDF4 file, as stored. */
export interface StoredDescriptor {
  /** Offset of the descriptor itself. */
  readonly at: number;
  readonly tag: number;
  readonly ref: number;
  readonly offset: number;
  readonly length: number;
}

/** All descriptors of a file, which must be sound. */
export function listDescriptors(bytes: Uint8Array): StoredDescriptor[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: StoredDescriptor[] = [];
  for (let block = 4; block !== 0; block = view.getInt32(block + 2)) {
    const count = view.getInt16(block);
    for (let at = block + 6; at < block + 6 + count * 12; at += 12) {
      const offset = view.getInt32(at + 4);
      const length = view.getInt32(at + 8);
      found.push({ at, tag: view.getUint16(at), ref: view.getUint16(at + 2), offset, length });
    }
  }
  return found;
}

/**
 * Give the n-th compressed element of a tag another coder and other coded bytes; both are appended to a copy of the
 * file.
 * @param coder code and parameters as in the header of a compressed element
 */
export function replaceCompression(
  file: Uint8Array,
  tag: number,
  n: number,
  coder: Uint8Array,
  coded: Uint8Array,
): Uint8Array {
  const descriptors = listDescriptors(file);
  const element = descriptors.filter((descriptor) => descriptor.tag === (tag | specialBit))[n]!;
  const header = file.subarray(element.offset, element.offset + 12);
  const dataRef = new DataView(header.buffer, header.byteOffset).getUint16(8);
  const data = descriptors.find((descriptor) => descriptor.tag === 40 && descriptor.ref === dataRef)!;

  const bytes = new Uint8Array(file.length + header.length + coder.length + coded.length);
  const view = new DataView(bytes.buffer);
  bytes.set(file);
  bytes.set(header, file.length);
  bytes.set(coder, file.length + header.length);
  bytes.set(coded, file.length + header.length + coder.length);
  view.setInt32(element.at + 4, file.length);
  view.setInt32(element.at + 8, header.length + coder.length);
  view.setInt32(data.at + 4, file.length + header.length + coder.length);
  view.setInt32(data.at + 8, coded.length);
  return bytes;
}
