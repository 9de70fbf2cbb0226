import { posix } from "node:path";
import { escapeForTerminal } from "../_paths.ts";
import { type Cache, type CachedFile, openCache } from "../cache/cache.ts";
import { createListingCache, type ListingCache } from "../cache/listings.ts";
import { type Checksum, downloadFile } from "../download/download.ts";
import { RemotePathError } from "../errors.ts";
import { createLimiter, type Limiter } from "../session/limiter.ts";
import { SessionPool } from "../session/pool.ts";
import { createRetry, type Retry } from "../session/retry.ts";
import type { Connection, Transport } from "../transport/types.ts";
import type { Logger, OperationOptions, RemoteEntry, RemoteStat } from "../types.ts";
import { checksumNameOf, readChecksum } from "./_checksum-file.ts";
import { fetchAll } from "./_fetch-all.ts";
import { remotePathOf } from "./_remote-path.ts";
import type { Archive, FetchAllOptions, FetchOptions, FetchResult, OpenArchiveOptions } from "./types.ts";

/** What an archive on a server is made of. */
interface Parts {
  readonly transport: Transport;
  readonly root: string;
  readonly pool: SessionPool;
  readonly cache: Cache;
  readonly listings: ListingCache;
  readonly retry: Retry;
  readonly limiter: Limiter;
  readonly concurrency: number;
  readonly log: Logger;
}

const defaultConnections = 4;

/** An archive on a server, with a cache on the local disk. */
export class RemoteArchive implements Archive {
  readonly url: string;
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.url = parts.transport.origin + parts.root;
  }

  /** @throws CacheError, RangeError */
  static async open(
    transport: Transport,
    root: string,
    cacheDir: string,
    options: OpenArchiveOptions,
  ): Promise<RemoteArchive> {
    const { maxConnections = defaultConnections, mirrorDir, listingMaxAgeMs: maxAgeMs, log = () => {} } = options;
    const directory = mirrorDir ?? cacheDir;
    const { origin } = transport;
    // All that can be wrong with the options first: nothing is open yet.
    const retry = createRetry(options.random ?? Math.random, options.retry);
    const limiter = createLimiter(options.bytesPerSecond ?? Infinity);
    const pool = new SessionPool(transport, { maxConnections, log });
    const listings = createListingCache({ directory, origin, maxAgeMs, log });
    const cache = await openCache(
      mirrorDir === undefined
        ? { directory, maxBytes: options.maxCacheBytes, origin, log }
        : { directory, origin: undefined, remoteRoot: root, log },
    );
    return new RemoteArchive({
      transport,
      root,
      pool,
      cache,
      listings,
      retry,
      limiter,
      concurrency: maxConnections,
      log,
    });
  }

  async list(
    directory: string,
    { signal, refresh = false }: OperationOptions & { readonly refresh?: boolean } = {},
  ): Promise<RemoteEntry[]> {
    const remotePath = this.#pathOf(directory);
    const { listings } = this.#parts;
    const kept = refresh ? undefined : await listings.get(remotePath);
    if (kept !== undefined) return kept;
    const entries = await this.#run((connection) => connection.list(remotePath, { signal }), signal);
    await listings.set(remotePath, entries);
    return entries;
  }

  async stat(path: string, { signal }: OperationOptions = {}): Promise<RemoteStat> {
    const remotePath = this.#pathOf(path);
    return this.#run((connection) => connection.stat(remotePath, { signal }), signal);
  }

  async fetch(path: string, options: FetchOptions = {}): Promise<string> {
    return (await this.#fetch(path, options)).file;
  }

  fetchAll(paths: Iterable<string>, options: FetchAllOptions = {}): Promise<FetchResult[]> {
    const { concurrency = this.#parts.concurrency, signal, onResult, ...each } = options;
    if (!Number.isInteger(concurrency) || concurrency < 1) {
      throw new RangeError(`concurrency must be an integer from 1, got ${String(concurrency)}`);
    }
    return fetchAll(paths, concurrency, (path, both) => this.#fetch(path, { ...each, signal: both }), signal, onResult);
  }

  release(path: string): void {
    this.#parts.cache.release(this.#pathOf(path));
  }

  async close(): Promise<void> {
    await this.#parts.pool.close();
    await this.#parts.cache.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #fetch(path: string, options: FetchOptions): Promise<{ readonly file: string; readonly fromCache: boolean }> {
    const { signal, revalidate = false, onProgress } = options;
    const { cache, retry, limiter, pool, log } = this.#parts;
    const remotePath = this.#pathOf(path);
    const kept = await cache.lookUp(remotePath, { signal });
    if (kept !== undefined && !revalidate) return this.#kept(path, kept, onProgress);
    if (kept !== undefined) cache.release(remotePath);
    const remote = await this.#run((connection) => connection.stat(remotePath, { signal }), signal);
    if (remote.kind === "directory") throw this.#notAFile(remotePath);
    let received = false;
    const file = await downloadFile({
      use: (task, each) => pool.use(task, each),
      remotePath,
      remote,
      cache,
      retry,
      limiter,
      signal,
      checksum: await this.#checksumOf(remotePath, signal),
      onProgress: (progress) => {
        received ||= progress.bytes > progress.resumedFrom;
        onProgress?.({ path, ...progress });
      },
      log,
    });
    return { file, fromCache: !received && remote.size > 0 };
  }

  #kept(path: string, { path: file, size }: CachedFile, onProgress: FetchOptions["onProgress"]) {
    onProgress?.({ path, bytes: size, size, resumedFrom: size });
    return { file, fromCache: true };
  }

  /** Where the listing of its directory is known and has a checksum of the file beside it. */
  async #checksumOf(remotePath: string, signal: AbortSignal | undefined): Promise<Checksum | undefined> {
    const directory = posix.dirname(remotePath);
    const siblings = await this.#parts.listings.get(directory);
    const name = siblings === undefined ? undefined : checksumNameOf(posix.basename(remotePath), siblings);
    if (name === undefined) return undefined;
    return this.#run((connection) => readChecksum(connection, posix.join(directory, name), signal), signal);
  }

  #run<T>(task: (connection: Connection) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const { pool, retry, log } = this.#parts;
    return retry.run(
      () => pool.use(task, signal),
      signal,
      ({ error, delayMs }) =>
        log(`${escapeForTerminal(String(error))}; tried again in ${(delayMs / 1000).toFixed(1)} s`),
    );
  }

  #pathOf(path: string): string {
    return remotePathOf(this.#parts.root, path, this.#parts.transport.origin);
  }

  #notAFile(remotePath: string): RemotePathError {
    const { origin } = this.#parts.transport;
    const message = `${origin}${escapeForTerminal(remotePath)}: it is a directory, not a file`;
    return new RemotePathError("ARCHIVE_NOT_FOUND", message, { origin, remotePath });
  }
}
