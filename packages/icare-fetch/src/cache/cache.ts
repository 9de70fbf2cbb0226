import { mkdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { shown } from "../_text.ts";
import { CacheError, ConnectionError } from "../errors.ts";
import type { Logger, OperationOptions, RemoteStat } from "../types.ts";
import { ifThere, onDisk } from "./_disk.ts";
import { Heartbeat } from "./_heartbeat.ts";
import { Holds } from "./_holds.ts";
import { Locks } from "./_locks.ts";
import { folderOf, type Place, placeOf, sharedFolder } from "./_place.ts";
import { type FileRecord, readRecord } from "./_record.ts";
import { Room } from "./_room.ts";
import { adoptRecord, markAsUsed, Part } from "./part.ts";

/** Options of {@link openCache}. */
export interface CacheOptions {
  /** Where files are kept; made when it is not there. Processes may share it. */
  readonly directory: string;
  /** Most bytes of files, complete or on their way, of all archives in the directory; Infinity for no limit. @default Infinity */
  readonly maxBytes?: number | undefined;
  /**
   * The archive, without a password: `sftp://me@host:22`. Its files have a directory of their own; with undefined they
   * lie directly below `directory`.
   */
  readonly origin: string | undefined;
  /** Directory of the archive that is left out of local paths. @default "/" */
  readonly remoteRoot?: string | undefined;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: (() => number) | undefined;
  /** Gets a line for what happens: waits, evictions. */
  readonly log?: Logger | undefined;
}

/** A complete file of the cache. */
export interface CachedFile {
  readonly path: string;
  /** Of the remote file when it was fetched, and of this one. */
  readonly size: number;
  /** Of the remote file when it was fetched; undefined where the server did not say. */
  readonly modifiedMs: number | undefined;
  /** When it was fetched, milliseconds since 1970. */
  readonly fetchedAtMs: number;
}

/** Keeps other tasks and processes from downloading a file. */
export interface CacheLock {
  /** @throws CacheError when another process took it over, while this one was suspended on another host */
  check(): Promise<void>;
  /** Let others in. May be called again. */
  release(): Promise<void>;
}

/** Files of an archive on the local disk, shared with other processes. */
export interface Cache {
  readonly directory: string;
  /**
   * Where a file is, or would be: always below the directory.
   * @throws ArchiveError ARCHIVE_NAME for names that are not safe as local ones
   */
  localPath(remotePath: string): string;
  /**
   * Find a complete file. It is in use, so that nobody evicts it, until it is released as often as it was found or
   * downloaded, or the cache closed.
   */
  lookUp(remotePath: string, options?: OperationOptions): Promise<CachedFile | undefined>;
  /** Wait until nobody else downloads a file. @throws the reason of the signal */
  lock(remotePath: string, options?: OperationOptions): Promise<CacheLock>;
  /** Use a file no longer. */
  release(remotePath: string): void;
  /**
   * Evict the least recently used files that nobody uses, until so many bytes can be added.
   * @throws CacheError when too much is in use
   */
  makeRoom(bytes: number, options?: OperationOptions): Promise<void>;
  /**
   * Open what came of a file until now, for who has its lock.
   * @throws CacheError when there is no room for the whole file
   */
  openPart(remotePath: string, remote: RemoteStat, options?: OperationOptions): Promise<Part>;
  /** Use no file any longer, and end all waiting; a file that is locked stays so until it is released. May be called again. */
  close(): Promise<void>;
}

/**
 * Open a cache.
 * @throws CacheError when the directory cannot be written; RangeError for options that cannot be
 */
export async function openCache(options: CacheOptions): Promise<Cache> {
  const { maxBytes = Infinity } = options;
  if (!(maxBytes > 0)) throw new RangeError(`maxBytes must be above 0, got ${String(maxBytes)}`);
  const cache = new DirectoryCache({ ...options, maxBytes, directory: resolve(options.directory) });
  await cache.open();
  return cache;
}

class DirectoryCache implements Cache {
  readonly directory: string;
  readonly #folder: string;
  readonly #remoteRoot: string;
  readonly #now: () => number;
  readonly #heartbeat = new Heartbeat();
  readonly #locks: Locks;
  readonly #holds: Holds;
  readonly #room: Room;
  readonly #closing = new AbortController();

  constructor(options: CacheOptions & { readonly maxBytes: number }) {
    const { directory, maxBytes, origin, remoteRoot = "/", now = Date.now, log = () => {} } = options;
    this.directory = directory;
    this.#folder = origin === undefined ? "" : folderOf(origin);
    this.#remoteRoot = remoteRoot;
    this.#now = now;
    const shared = join(directory, sharedFolder);
    this.#locks = new Locks(join(shared, "locks"), { heartbeat: this.#heartbeat, log });
    this.#holds = new Holds(join(shared, "holders"), this.#heartbeat);
    const [marks, count] = [join(shared, "evicting"), join(shared, "used.json")];
    this.#room = new Room({ directory, marks, count, maxBytes, locks: this.#locks, holds: this.#holds, log });
  }

  async open(): Promise<void> {
    await onDisk("opening the cache", this.directory, async () => {
      await mkdir(join(this.directory, sharedFolder), { recursive: true });
      await this.#locks.sweep();
      await this.#holds.sweep();
    });
  }

  localPath(remotePath: string): string {
    return this.#placeOf(remotePath).data;
  }

  async lookUp(remotePath: string, { signal }: OperationOptions = {}): Promise<CachedFile | undefined> {
    this.#checkOpen(signal);
    const place = this.#placeOf(remotePath);
    // Most that are asked for are not there, and nothing is noted for them.
    const isThere = await onDisk("looking", place.data, () => isFile(place.data));
    if (!isThere) return undefined;
    await this.#hold(place, signal);
    let found: FileRecord | undefined;
    try {
      found = await onDisk("reading", place.data, () => this.#validRecord(place));
    } finally {
      if (found === undefined) this.#holds.remove(place.key);
    }
    if (found === undefined) return undefined;
    const { size, modifiedMs, fetchedAtMs } = found;
    return { path: place.data, size, modifiedMs, fetchedAtMs };
  }

  async lock(remotePath: string, { signal }: OperationOptions = {}): Promise<CacheLock> {
    this.#checkOpen(signal);
    const { key } = this.#placeOf(remotePath);
    const held = await this.#locks.acquire(key, shown(remotePath), signal);
    return {
      check: async () => {
        if (await held.isHeld()) return;
        const message = `${shown(remotePath)}: another process has taken over this transfer, while this one did not run`;
        throw new CacheError("ARCHIVE_CACHE", message, { remotePath });
      },
      release: () => held.release(),
    };
  }

  release(remotePath: string): void {
    this.#holds.remove(this.#placeOf(remotePath).key);
  }

  async makeRoom(bytes: number, { signal }: OperationOptions = {}): Promise<void> {
    this.#checkOpen(signal);
    await this.#room.make({ bytes, signal });
  }

  openPart(remotePath: string, remote: RemoteStat, { signal }: OperationOptions = {}): Promise<Part> {
    this.#checkOpen(signal);
    const place = this.#placeOf(remotePath);
    return Part.open({
      place,
      remote,
      now: this.#now,
      makeRoom: (reserve) => this.#room.make({ bytes: remote.size, key: place.key, reserve, signal }),
      hold: () => this.#hold(place, signal),
      exclusively: (task) => this.#room.exclusively(task, signal),
      release: () => this.#holds.remove(place.key),
    });
  }

  async close(): Promise<void> {
    const error = new ConnectionError("ARCHIVE_CLOSED", `${this.directory}: the cache was closed`);
    this.#closing.abort(error);
    this.#locks.close(error);
    this.#holds.close();
  }

  #placeOf(remotePath: string): Place {
    return placeOf(this.directory, this.#folder, this.#remoteRoot, remotePath);
  }

  #checkOpen(signal: AbortSignal | undefined): void {
    this.#closing.signal.throwIfAborted();
    signal?.throwIfAborted();
  }

  async #hold(place: Place, signal: AbortSignal | undefined): Promise<void> {
    this.#holds.add(place.key);
    try {
      await this.#room.waitUntilSafe(place.key, signal);
    } catch (error) {
      this.#holds.remove(place.key);
      throw error;
    }
  }

  async #validRecord(place: Place): Promise<FileRecord | undefined> {
    const file = await ifThere(stat(place.data));
    if (file === undefined || !file.isFile()) return undefined;
    const fits = (record: FileRecord | undefined): record is FileRecord =>
      record?.isComplete === true && record.remotePath === place.remotePath && record.size === file.size;
    const record = await readRecord(place.record);
    if (fits(record)) {
      await markAsUsed(place, this.#now());
      return record;
    }
    // Whoever finished it was killed between the last two steps.
    const completed = await readRecord(place.partRecord);
    if (record !== undefined || !fits(completed) || (await ifThere(stat(place.part))) !== undefined) return undefined;
    await adoptRecord(place, this.#now());
    return completed;
  }
}

async function isFile(path: string): Promise<boolean> {
  return (await ifThere(stat(path)))?.isFile() ?? false;
}
