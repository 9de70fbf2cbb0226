import { createHash, getHashes, type Hash } from "node:crypto";
import { quoted, shown } from "../_text.ts";
import { isSameVersion } from "../cache/_record.ts";
import type { Cache, CacheLock } from "../cache/cache.ts";
import type { Part } from "../cache/part.ts";
import { ConnectionError, isArchiveError, TransferError } from "../errors.ts";
import type { Limiter } from "../session/limiter.ts";
import type { Retry, RetryNotice } from "../session/retry.ts";
import type { Connection } from "../transport/types.ts";
import type { Logger, OperationOptions, RemoteStat } from "../types.ts";

/** How far a download is. */
export interface DownloadProgress {
  /** Of the file that are here. */
  readonly bytes: number;
  readonly size: number;
  /** Bytes that were here when it began, or went on after a drop; 0 after the remote file had changed. */
  readonly resumedFrom: number;
}

/** What the bytes of a file must give. */
export interface Checksum {
  /** As Node names it: "md5", "sha256". */
  readonly algorithm: string;
  /** Hexadecimal. */
  readonly digest: string;
}

/** Options of {@link downloadFile}. */
export interface DownloadOptions extends OperationOptions {
  /** Gives a session to a task: that of SessionPool. */
  readonly use: <T>(task: (connection: Connection) => Promise<T>, signal?: AbortSignal) => Promise<T>;
  readonly remotePath: string;
  /** By `stat` of the same archive: times in listings are coarser with some servers, which would look like a change. */
  readonly remote: RemoteStat;
  readonly cache: Cache;
  readonly retry: Retry;
  readonly limiter: Limiter;
  readonly checksum?: Checksum | undefined;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Told before it is tried again. */
  readonly onRetry?: ((notice: RetryNotice) => void) | undefined;
  readonly log?: Logger | undefined;
}

/** So often may the remote file change while it comes. */
const mostChanges = 3;

/** A transfer that got so far got somewhere, however often it broke on the way. */
const progressBytes = 1 << 20;

/**
 * Get a remote file into the cache, or find it there.
 *
 * What came before a drop, an abort or a kill is kept and not asked for again. One task of all processes downloads a
 * file, while the others wait for it. The file has its name only when it is complete and verified: all its bytes are
 * there, the remote file is still the same, and the checksum is right, if there is one. It is in use then, as after
 * `Cache.lookUp`.
 *
 * @returns path of the local file
 * @throws TransferError, CacheError, what the session throws, or the reason of the signal; RangeError for an unknown checksum
 */
export async function downloadFile(options: DownloadOptions): Promise<string> {
  const { remotePath, remote, cache, checksum, signal, onProgress } = options;
  if (checksum !== undefined && !getHashes().includes(checksum.algorithm)) {
    throw new RangeError(`unknown checksum algorithm ${quoted(checksum.algorithm)}`);
  }
  checkRemote(remotePath, remote);
  const lock = await cache.lock(remotePath, { signal });
  try {
    const found = await cache.lookUp(remotePath, { signal });
    if (found !== undefined) {
      if (isSameVersion(found, remote)) {
        onProgress?.({ bytes: found.size, size: found.size, resumedFrom: found.size });
        return found.path;
      }
      cache.release(remotePath);
    }
    return await new Download(options, lock).run();
  } finally {
    await lock.release();
  }
}

class Download {
  readonly #options: DownloadOptions;
  readonly #lock: CacheLock;
  /** The remote file as it was last seen. */
  #remote: RemoteStat;
  #attempts = 0;
  #changes = 0;
  /** Bytes since it last got somewhere. */
  #gained = 0;
  /** Of the first bytes of the file, as long as all of them came in this run. */
  #hash: { readonly hash: Hash; bytes: number } | undefined;

  constructor(options: DownloadOptions, lock: CacheLock) {
    this.#options = options;
    this.#lock = lock;
    this.#remote = options.remote;
  }

  run(): Promise<string> {
    const { use, retry, signal, onRetry, remotePath, log } = this.#options;
    return retry.run(
      (progressed) => use((connection) => this.#attempt(connection, progressed), signal),
      signal,
      (notice) => {
        const seconds = (notice.delayMs / 1000).toFixed(1);
        log?.({ kind: "retry", message: shown(`${remotePath}: ${String(notice.error)}; tried again in ${seconds} s`) });
        onRetry?.(notice);
      },
    );
  }

  async #attempt(connection: Connection, progressed: () => void): Promise<string> {
    const { remotePath, cache, signal } = this.#options;
    if (this.#attempts++ > 0) await this.#hasChanged(connection);
    for (;;) {
      const part = await cache.openPart(remotePath, this.#remote, { signal });
      try {
        if (await this.#receive(connection, part, progressed)) return await this.#finish(part);
      } finally {
        await part.close();
      }
    }
  }

  /** @returns false when the remote file has changed, and the part is worth nothing */
  async #receive(connection: Connection, part: Part, progressed: () => void): Promise<boolean> {
    try {
      await this.#read(connection, part, progressed);
    } catch (error) {
      // A file that ends earlier than it did is one that has changed.
      const isOdd = isArchiveError(error, "ARCHIVE_PROTOCOL", "ARCHIVE_CHANGED") && connection.isOpen;
      if (isOdd && (await this.#hasChanged(connection))) return false;
      throw error;
    }
    if (await this.#hasChanged(connection)) return false;
    if (part.length < part.size) {
      throw this.#failed("ARCHIVE_CONNECTION", `the transfer ended after ${part.length} of ${part.size} bytes`);
    }
    return true;
  }

  async #read(connection: Connection, part: Part, progressed: () => void): Promise<void> {
    const { remotePath, limiter, signal } = this.#options;
    const { resumedFrom, size } = part;
    this.#beginHash(resumedFrom);
    this.#report(part);
    if (resumedFrom === size) return;
    for await (const piece of connection.read(remotePath, { offset: resumedFrom, size, signal })) {
      signal?.throwIfAborted();
      if (part.length + piece.length > size) {
        throw this.#failed("ARCHIVE_PROTOCOL", `more bytes came than the ${size} announced`);
      }
      await part.append(piece);
      this.#addToHash(piece);
      this.#report(part);
      this.#gained += piece.length;
      if (this.#gained >= progressBytes) {
        this.#gained = 0;
        progressed();
      }
      await limiter.take(piece.length, signal);
    }
    signal?.throwIfAborted();
  }

  async #finish(part: Part): Promise<string> {
    const { signal } = this.#options;
    const bytes = await part.sync();
    if (bytes !== part.size) {
      await part.discard();
      throw this.#failed("ARCHIVE_CONNECTION", `${bytes} bytes are on the disk, expected ${part.size}`);
    }
    await this.#verify(part);
    signal?.throwIfAborted();
    await this.#lock.check();
    return part.finish();
  }

  /** @throws TransferError when it changes again and again */
  async #hasChanged(connection: Connection): Promise<boolean> {
    const { remotePath, signal, log } = this.#options;
    const now = await connection.stat(remotePath, { signal });
    checkRemote(remotePath, now);
    const before = this.#remote;
    if (isSameVersion(now, before)) return false;
    this.#remote = now;
    this.#hash = undefined;
    const path = shown(remotePath);
    if (++this.#changes > mostChanges) {
      const message = `${path}: it changed ${this.#changes} times while it was fetched; try again when it is complete`;
      throw new TransferError("ARCHIVE_CHANGED", message, { remotePath });
    }
    log?.({
      kind: "restart",
      message: `${path}: changed from ${before.size} to ${now.size} bytes or in time; begun anew`,
    });
    return true;
  }

  #beginHash(offset: number): void {
    const { checksum } = this.#options;
    if (checksum === undefined || this.#hash?.bytes === offset) return;
    this.#hash = offset === 0 ? { hash: createHash(checksum.algorithm), bytes: 0 } : undefined;
  }

  #addToHash(piece: Uint8Array): void {
    if (this.#hash === undefined) return;
    this.#hash.hash.update(piece);
    this.#hash.bytes += piece.length;
  }

  async #verify(part: Part): Promise<void> {
    const { checksum, remotePath, signal } = this.#options;
    if (checksum === undefined) return;
    const streamed = this.#hash?.bytes === part.size ? this.#hash.hash.copy().digest("hex") : undefined;
    const digest = streamed ?? (await part.digest(checksum.algorithm, signal));
    if (digest === checksum.digest.toLowerCase()) return;
    await part.discard();
    const found = `${checksum.algorithm} is ${digest}, expected ${shown(checksum.digest)}`;
    throw new TransferError("ARCHIVE_CHECKSUM", `${shown(remotePath)}: ${found}; what had come was removed`, {
      remotePath,
    });
  }

  #report(part: Part): void {
    this.#options.onProgress?.({ bytes: part.length, size: part.size, resumedFrom: part.resumedFrom });
  }

  #failed(code: "ARCHIVE_CONNECTION" | "ARCHIVE_PROTOCOL", what: string): ConnectionError {
    const { remotePath } = this.#options;
    return new ConnectionError(code, `${shown(remotePath)}: ${what}`, { remotePath });
  }
}

function checkRemote(remotePath: string, remote: RemoteStat): void {
  if (remote.kind === "file" && Number.isSafeInteger(remote.size) && remote.size >= 0) return;
  const found = `a ${remote.kind} of ${String(remote.size)} bytes`;
  throw new ConnectionError("ARCHIVE_PROTOCOL", `${shown(remotePath)}: expected a file, found ${found}`, {
    remotePath,
  });
}
