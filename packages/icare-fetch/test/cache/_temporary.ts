import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { openCache } from "../../src/cache/cache.ts";
import type { Cache, CacheOptions } from "../../src/cache/types.ts";

/** What is removed, or closed, after each test. */
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A directory for one test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "atcs-cache-"));
  cleanups.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A cache for one test. */
export async function temporaryCache(options: Partial<CacheOptions> = {}): Promise<Cache> {
  const directory = options.directory ?? (await temporaryDirectory());
  const cache = await openCache({ origin: "sftp://me@host:22", ...options, directory });
  cleanups.push(() => cache.close());
  return cache;
}

/** Put a file into a cache as a download does, without using it afterwards. */
export async function putFile(cache: Cache, remotePath: string, bytes: Uint8Array, modifiedMs = 1000): Promise<string> {
  const lock = await cache.lock(remotePath);
  try {
    const part = await cache.openPart(remotePath, { kind: "file", size: bytes.length, modifiedMs });
    await part.append(bytes.subarray(part.length));
    const file = await part.finish();
    cache.release(remotePath);
    return file;
  } finally {
    lock.release();
  }
}
