import { statfs } from "node:fs/promises";

/** Bytes that a user may still write on the file system of a directory; undefined when the system does not say. */
export async function freeBytes(directory: string): Promise<number | undefined> {
  try {
    const { bavail, bsize, blocks } = await statfs(directory);
    // Some network file systems say nothing of their size.
    return blocks === 0 ? undefined : bavail * bsize;
  } catch {
    return undefined;
  }
}
