/** All pieces as one. */
export async function readAll(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const read: Uint8Array[] = [];
  for await (const piece of pieces) read.push(Uint8Array.from(piece));
  return Buffer.concat(read);
}
