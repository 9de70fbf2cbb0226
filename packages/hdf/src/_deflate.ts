import { nodeModule } from "./source/path.ts";

/** Compression levels of zlib. */
export type DeflateLevel = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** @throws RangeError for what is no level of zlib; `what` names the object */
export function checkDeflateLevel(level: unknown, what: string): DeflateLevel | undefined {
  if (level === undefined) return undefined;
  if (Number.isInteger(level) && (level as number) >= 0 && (level as number) <= 9) return level as DeflateLevel;
  throw new RangeError(`${what}: deflate is ${JSON.stringify(level)}, expected a level from 0 to 9`);
}

/**
 * A zlib stream. In Node the native zlib makes it outside the main thread, elsewhere fflate. The same bytes give the
 * same stream on one platform; another version of zlib may compress differently.
 */
export async function deflate(bytes: Uint8Array, level: DeflateLevel): Promise<Uint8Array> {
  const zlib = nodeModule("node:zlib");
  if (zlib === undefined) {
    const { zlibSync } = await import("fflate");
    return zlibSync(bytes, { level });
  }
  return new Promise((resolve, reject) => {
    zlib.deflate(bytes, { level }, (error, result) => {
      if (error) reject(error);
      else resolve(new Uint8Array(result.buffer, result.byteOffset, result.length));
    });
  });
}
