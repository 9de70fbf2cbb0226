import { existsSync } from "node:fs";
import { posix } from "node:path";
import { checkIsFile } from "../_not-a-file.ts";
import { shown } from "../_text.ts";
import { openCache } from "../cache/cache.ts";
import { createListingCache, type ListingCache } from "../cache/listings.ts";
import type { Cache, CachedFile } from "../cache/types.ts";
import { downloadFile } from "../download/download.ts";
import type { Checksum, Downloaded } from "../download/types.ts";
import { ConnectionError, isArchiveError, RemotePathError } from "../errors.ts";
import { createLimiter, type Limiter } from "../session/limiter.ts";
import { SessionPool } from "../session/pool.ts";
import { createRetry, type Retry, retryText } from "../session/retry.ts";
import type { Connection, Transport } from "../transport/types.ts";
import type { KeptListOptions, ListOptions, Logger, OperationOptions, RemoteEntry, RemoteStat } from "../types.ts";
import { readChecksum } from "./_checksum-file.ts";
import { fetchAll } from "./_fetch-all.ts";
import { findHere } from "./_find-here.ts";
import { remotePathOf } from "./_remote-path.ts";
import { SeenListings } from "./_seen-listings.ts";
import { defaultConnections } from "./_transport-of.ts";
import type { Archive, FetchAllOptions, FetchOptions, FetchResult, ListedFile, OpenArchiveOptions } from "./types.ts";

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

/** An archive on a server, with a cache on the local disk. */
export class RemoteArchive implements Archive {
  readonly url: string;
  readonly #parts: Parts;
  /** Aborted by `close`, with the error that everything ends with then. */
  readonly #closing = new AbortController();
  /** What goes on. */
  readonly #running = new Set<Promise<unknown>>();
  readonly #seen = new SeenListings();

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
    const pool = new SessionPool(transport, { maxConnections, retry: options.retry, random: options.random, log });
    const listings = createListingCache({ directory, origin, maxAgeMs, log });
    const cache = await openCache(
      mirrorDir === undefined
        ? { directory, maxBytes: options.maxCacheBytes, origin, log }
        : { directory, origin, remoteRoot: root, log },
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
    { signal, refresh = false, onProgress, onKept }: KeptListOptions = {},
  ): Promise<RemoteEntry[]> {
    const remotePath = this.#pathOf(directory);
    const { listings } = this.#parts;
    return this.#whileOpen(signal, async (both) => {
      const kept = refresh ? undefined : await listings.get(remotePath);
      if (kept !== undefined) onKept?.(kept.listedAtMs);
      if (kept !== undefined && kept.entries === undefined) throw this.#notThere(remotePath);
      const entries = kept?.entries ?? (await this.#listNow(remotePath, { signal: both, onProgress }));
      this.#seen.add(remotePath, entries);
      return entries;
    });
  }

  async #listNow(remotePath: string, options: ListOptions): Promise<RemoteEntry[]> {
    const { listings } = this.#parts;
    try {
      const entries = await this.#run((connection) => connection.list(remotePath, options), options.signal);
      await listings.set(remotePath, entries);
      return entries;
    } catch (error) {
      // What was said of a directory that may not be seen either is not kept.
      const isGone = isArchiveError(error, "ARCHIVE_NOT_FOUND") && !(error as RemotePathError).isUnclear;
      if (isGone) await listings.set(remotePath, undefined);
      throw error;
    }
  }

  async stat(path: string, { signal }: OperationOptions = {}): Promise<RemoteStat> {
    const remotePath = this.#pathOf(path);
    return this.#whileOpen(signal, (both) =>
      this.#run((connection) => connection.stat(remotePath, { signal: both }), both),
    );
  }

  async fetch(path: string, options: FetchOptions = {}): Promise<string> {
    return (await this.#fetch(path, options)).file;
  }

  async fetchAll(paths: Iterable<string>, options: FetchAllOptions = {}): Promise<FetchResult[]> {
    const { concurrency = this.#parts.concurrency, signal, onResult, ...each } = options;
    const fetchOne = (path: string, both: AbortSignal) => this.#fetch(path, { ...each, signal: both });
    return fetchAll(paths, fetchOne, { concurrency, signal, onResult, release: (path) => this.release(path) });
  }

  async findHere(files: Iterable<ListedFile>, { signal }: OperationOptions = {}): Promise<ReadonlySet<string>> {
    const { cache } = this.#parts;
    return this.#whileOpen(signal, (both) =>
      findHere(files, ({ path, size }) => cache.isHere(this.#pathOf(path), size), both),
    );
  }

  release(path: string): void {
    this.#parts.cache.release(this.#pathOf(path));
  }

  async close(): Promise<void> {
    const { origin } = this.#parts.transport;
    this.#closing.abort(new ConnectionError("ARCHIVE_CLOSED", `${origin}: the archive was closed`, { origin }));
    await this.#parts.pool.close();
    // Transfers that were interrupted put away what they have.
    await Promise.allSettled(this.#running);
    await this.#parts.cache.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #fetch(path: string, options: FetchOptions): Promise<Downloaded> {
    return this.#whileOpen(options.signal, (signal) => this.#fetchWhileOpen(path, { ...options, signal }));
  }

  /** Do something that ends with the archive, and that the archive waits for when it is closed. */
  async #whileOpen<T>(signal: AbortSignal | undefined, task: (both: AbortSignal) => Promise<T>): Promise<T> {
    const closing = this.#closing.signal;
    const both = signal === undefined ? closing : AbortSignal.any([signal, closing]);
    both.throwIfAborted();
    const running = task(both);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  async #fetchWhileOpen(path: string, options: FetchOptions): Promise<Downloaded> {
    const { signal, revalidate = false, onProgress } = options;
    const { cache, retry, limiter, pool, transport, log } = this.#parts;
    const remotePath = this.#pathOf(path);
    const kept = await cache.lookUp(remotePath, { signal });
    if (kept !== undefined && !revalidate) return this.#kept(path, kept, onProgress);
    if (kept !== undefined) cache.release(remotePath);
    // What lies there already is taken for the file, or not: by what the archive says now.
    const isNew = !existsSync(cache.localPath(remotePath));
    const remote =
      (isNew ? this.#listed(remotePath) : undefined) ??
      (await this.#run((connection) => connection.stat(remotePath, { signal }), signal));
    checkIsFile(remote.kind, transport.origin, remotePath);
    let resumedFrom = Infinity;
    return downloadFile({
      use: (task, each) => pool.use(task, each),
      remotePath,
      remote,
      cache,
      retry,
      limiter,
      signal,
      checksum: await this.#checksumOf(remotePath, signal),
      onProgress: (progress) => {
        // That of the first attempt; less where it began anew.
        resumedFrom = Math.min(resumedFrom, progress.resumedFrom);
        onProgress?.({ ...progress, path, resumedFrom });
      },
      log,
    });
  }

  /**
   * A file that is not as it was listed begins anew after its last byte: of small ones that costs less than to ask
   * first.
   */
  #listed(remotePath: string): RemoteStat | undefined {
    return this.#parts.transport.hasExactListings ? this.#seen.smallFile(remotePath) : undefined;
  }

  #kept(path: string, { path: file, size }: CachedFile, onProgress: FetchOptions["onProgress"]) {
    try {
      onProgress?.({ path, bytes: size, size, resumedFrom: size });
    } catch (error) {
      this.release(path);
      throw error;
    }
    return { file, fromCache: true };
  }

  /** Where the listing of its directory is known and has a checksum of the file beside it. */
  async #checksumOf(remotePath: string, signal: AbortSignal | undefined): Promise<Checksum | undefined> {
    const directory = posix.dirname(remotePath);
    if (!this.#seen.has(directory)) {
      this.#seen.add(directory, (await this.#parts.listings.get(directory))?.entries ?? []);
    }
    const file = this.#seen.checksumFileOf(remotePath);
    if (file === undefined) return undefined;
    return this.#run((connection) => readChecksum(connection, file, signal), signal);
  }

  #run<T>(task: (connection: Connection) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const { pool, retry, log } = this.#parts;
    return retry.run(
      () => pool.use(task, signal),
      signal,
      (notice) => log({ kind: "retry", message: retryText(notice) }),
    );
  }

  #pathOf(path: string): string {
    return remotePathOf(this.#parts.root, path, this.#parts.transport.origin);
  }

  #notThere(remotePath: string): RemotePathError {
    const { origin } = this.#parts.transport;
    const message = `${origin}${shown(remotePath)}: there was no such directory when it was last listed; list it with refresh to ask again`;
    return new RemotePathError("ARCHIVE_NOT_FOUND", message, { origin, remotePath });
  }
}
