import { createHash } from "node:crypto";
import { createReadStream, fsync, write, writeSync } from "node:fs";
import { promisify } from "node:util";

/** So few bytes are written at once: to hand them to another thread takes longer. */
const fewBytes = 1 << 16;

/** What is read at once. */
const pieceBytes = 1 << 20;

/** Flush a file to the disk, so that it survives a loss of power. */
export const flush: (descriptor: number) => Promise<void> = promisify(fsync);

/** @returns number of bytes that were written, as many as had room */
export function writeSome(descriptor: number, bytes: Uint8Array, position: number): number | Promise<number> {
  if (bytes.length <= fewBytes) return writeSync(descriptor, bytes, 0, bytes.length, position);
  return new Promise((resolve, reject) => {
    write(descriptor, bytes, 0, bytes.length, position, (error, written) =>
      error === null ? resolve(written) : reject(error),
    );
  });
}

/** Digest of a file, hexadecimal. */
export async function digestOf(file: string, algorithm: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash(algorithm);
  for await (const piece of createReadStream(file, { highWaterMark: pieceBytes })) {
    signal?.throwIfAborted();
    hash.update(piece as Uint8Array);
  }
  return hash.digest("hex");
}
