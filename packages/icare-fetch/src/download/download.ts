import { getHashes } from "node:crypto";
import { quoted, shown } from "../_text.ts";
import { isSameVersion } from "../cache/_record.ts";
import type { Part } from "../cache/part.ts";
import type { CacheLock } from "../cache/types.ts";
import { type ArchiveError, CacheError, ConnectionError, isArchiveError, TransferError } from "../errors.ts";
import { retryText } from "../session/retry.ts";
import type { Connection } from "../transport/types.ts";
import type { RemoteStat } from "../types.ts";
import { RunningDigest } from "./_running-digest.ts";
import { adoptStray } from "./_stray.ts";
import type { Downloaded, DownloadOptions } from "./types.ts";

/** So often may the remote file change while it comes. */
const mostChanges = 3;

/** A transfer that got so far got somewhere, however often it broke on the way. */
const progressBytes = 1 << 20;

/**
 * Get a remote file into the cache, or find it there.
 *
 * What came before a drop, an abort or a kill is kept and not asked for again. One task of all processes downloads a
 * file, while the others wait for it. The file has its name only when it is complete and verified: all its bytes are
 * there, the remote file is still the same, and the checksum is right, if there is one (bytes that are not those of the
 * checksum are removed and fetched again, once). It is in use then, as after `Cache.lookUp`.
 *
 * A file of another archive that is in its place, of the same size and time, is kept; so is one of which nothing is known,
 * of the same size. Where there is a checksum, they must have it. Otherwise the first is replaced; the second is not.
 *
 * @throws TransferError, CacheError, what the session throws, or the reason of the signal; RangeError for an unknown checksum
 */
export async function downloadFile(options: DownloadOptions): Promise<Downloaded> {
  const { remotePath, remote, cache, checksum, signal, onProgress } = options;
  if (checksum !== undefined && !getHashes().includes(checksum.algorithm)) {
    throw new RangeError(`unknown checksum algorithm ${quoted(checksum.algorithm)}`);
  }
  checkRemote(remotePath, remote);
  const lock = await cache.lock(remotePath, { signal });
  try {
    const file = (await findCurrent(options)) ?? (await adoptStray(options));
    if (file === undefined) return await new Download(options, lock).run();
    try {
      onProgress?.({ bytes: remote.size, size: remote.size, resumedFrom: remote.size });
    } catch (error) {
      cache.release(remotePath);
      throw error;
    }
    return { file, fromCache: true };
  } finally {
    lock.release();
  }
}

/** The file in the cache, if it is the same version. */
async function findCurrent({ remotePath, remote, cache, signal }: DownloadOptions): Promise<string | undefined> {
  const found = await cache.lookUp(remotePath, { signal });
  if (found === undefined || isSameVersion(found, remote)) return found?.path;
  cache.release(remotePath);
  return undefined;
}

class Download {
  readonly #options: DownloadOptions;
  readonly #lock: CacheLock;
  /** The remote file as it was last seen. */
  #remote: RemoteStat;
  /** The remote file after its last byte was read, where the session has said so. */
  #after: RemoteStat | undefined;
  #attempts = 0;
  #changes = 0;
  #hasReceived = false;
  #hasMismatched = false;
  /** Bytes since it last got somewhere. */
  #gained = 0;
  readonly #digest: RunningDigest | undefined;

  constructor(options: DownloadOptions, lock: CacheLock) {
    this.#options = options;
    this.#lock = lock;
    this.#remote = options.remote;
    this.#digest = options.checksum && new RunningDigest(options.checksum.algorithm);
  }

  run(): Promise<Downloaded> {
    const { use, retry, signal, onRetry, remotePath, log } = this.#options;
    return retry.run(
      (progressed) => use((connection) => this.#attempt(connection, progressed), signal),
      signal,
      (notice) => {
        log?.({ kind: "retry", message: retryText(notice, remotePath) });
        onRetry?.(notice);
      },
    );
  }

  async #attempt(connection: Connection, progressed: () => void): Promise<Downloaded> {
    if (this.#attempts++ > 0) {
      this.#lock.check();
      await this.#hasChanged(connection);
    }
    for (;;) {
      const file = await this.#once(connection, progressed);
      if (file !== undefined) return { file, fromCache: !this.#hasReceived };
    }
  }

  /** @returns undefined when it is to begin anew: the remote file has changed, or what came is damaged */
  async #once(connection: Connection, progressed: () => void): Promise<string | undefined> {
    const { remotePath, cache, checksum, signal } = this.#options;
    const isSizeEnough = this.#attempts > 1 || checksum !== undefined;
    const part = await cache.openPart(remotePath, this.#remote, { signal, isSizeEnough });
    let file: string | undefined;
    try {
      if (await this.#receive(connection, part, progressed)) file = await this.#finish(part);
    } catch (error) {
      // What went wrong first is what matters.
      await part.close().catch(() => {});
      throw error;
    }
    await part.close();
    return file;
  }

  /** @returns false when the remote file has changed, and the part is worth nothing */
  async #receive(connection: Connection, part: Part, progressed: () => void): Promise<boolean> {
    try {
      await this.#read(connection, part, progressed);
    } catch (error) {
      if (!isArchiveError(error, "ARCHIVE_PROTOCOL", "ARCHIVE_CHANGED")) throw error;
      // A file that ends earlier or later than it did is one that has changed.
      if (connection.isOpen && (await this.#hasChanged(connection))) return false;
      await this.#distrust(part, error, connection.isOpen);
      return false;
    }
    // The bytes are flushed to the disk while the server is asked; the session is free when both are done.
    const changing = this.#hasChanged(connection, this.#after);
    const [changed, flushed] = await Promise.allSettled([changing, part.sync()]);
    if (changed.status === "rejected") throw changed.reason;
    if (flushed.status === "rejected") throw flushed.reason;
    if (changed.value) return false;
    if (part.length < part.size) {
      throw this.#failed("ARCHIVE_CONNECTION", `the transfer ended after ${part.length} of ${part.size} bytes`);
    }
    return true;
  }

  /**
   * A server that sends something else than what was asked for may have done so before; and it may not begin where it was
   * told to: so it is asked for the whole file, if it was not.
   * @throws the error, or one after which it is tried again in another session
   */
  async #distrust(part: Part, error: ArchiveError, isOpen: boolean): Promise<void> {
    const { remotePath, log } = this.#options;
    await part.discard();
    this.#digest?.forget();
    // Where the session is gone, the next one tells whether the file has changed.
    if ((part.resumedFrom === 0 && isOpen) || ++this.#changes > mostChanges) throw error;
    log?.({ kind: "restart", message: `${shown(error.message)}; ${shown(remotePath)} is begun anew` });
    if (!isOpen) throw this.#failed("ARCHIVE_CONNECTION", "the session ended with it");
  }

  async #read(connection: Connection, part: Part, progressed: () => void): Promise<void> {
    const { remotePath, limiter, signal } = this.#options;
    const { resumedFrom, size } = part;
    this.#after = undefined;
    this.#digest?.begin(resumedFrom);
    this.#report(part);
    this.#hasReceived ||= size === 0;
    if (resumedFrom === size) return;
    const onStat = (stat: RemoteStat): void => {
      this.#after = stat;
    };
    for await (const piece of connection.read(remotePath, { offset: resumedFrom, size, signal, onStat })) {
      signal?.throwIfAborted();
      if (part.length + piece.length > size) {
        throw this.#failed("ARCHIVE_PROTOCOL", `more bytes came than the ${size} announced`);
      }
      await part.append(piece);
      this.#hasReceived = true;
      this.#digest?.add(piece);
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

  /** @returns undefined when the bytes are not those of the checksum, for the first time */
  async #finish(part: Part): Promise<string | undefined> {
    const { signal } = this.#options;
    const bytes = await part.sync();
    if (bytes !== part.size) {
      await part.discard();
      const { remotePath, cache } = this.#options;
      const file = cache.localPath(remotePath);
      const message = `${file}: ${bytes} bytes are on the disk, expected ${part.size}; something else has written to it`;
      throw new CacheError("ARCHIVE_CACHE", message, { remotePath, file });
    }
    if (!(await this.#verify(part))) return undefined;
    signal?.throwIfAborted();
    this.#lock.check();
    return part.finish();
  }

  /** @throws TransferError when it changes again and again */
  async #hasChanged(connection: Connection, seen?: RemoteStat): Promise<boolean> {
    const { remotePath, signal, log } = this.#options;
    const now = seen ?? (await connection.stat(remotePath, { signal }));
    checkRemote(remotePath, now);
    const before = this.#remote;
    if (isSameVersion(now, before)) return false;
    this.#remote = now;
    this.#digest?.forget();
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

  /** @returns false when they are not, for the first time; then the part is gone. @throws TransferError the next time */
  async #verify(part: Part): Promise<boolean> {
    const { checksum, remotePath, signal, log } = this.#options;
    if (checksum === undefined) return true;
    const digest = this.#digest?.of(part.size) ?? (await part.digest(checksum.algorithm, signal));
    if (digest === checksum.digest.toLowerCase()) return true;
    await part.discard();
    const found = `${shown(remotePath)}: ${checksum.algorithm} is ${digest}, expected ${shown(checksum.digest)}`;
    if (this.#hasMismatched) {
      throw new TransferError("ARCHIVE_CHECKSUM", `${found}, twice; what had come was removed`, { remotePath });
    }
    this.#hasMismatched = true;
    log?.({ kind: "restart", message: `${found}; begun anew` });
    return false;
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
