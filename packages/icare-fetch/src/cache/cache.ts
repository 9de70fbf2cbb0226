import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { shown } from "../_text.ts";
import { CacheError, ConnectionError } from "../errors.ts";
import type { Logger, OperationOptions, RemoteStat } from "../types.ts";
import { makeDirectory, namesIn, onDisk, statOf, sweepTemporary } from "./_disk.ts";
import { Heartbeat } from "./_heartbeat.ts";
import { Holds } from "./_holds.ts";
import { Locks } from "./_locks.ts";
import { bootName } from "./_owner.ts";
import { type Layout, type Place, placeOf, sharedFolder } from "./_place.ts";
import { type FileRecord, isOf, readRecord, writeRecord } from "./_record.ts";
import { Room } from "./_room.ts";
import { adoptRecord, markAsUsed, Part } from "./part.ts";

/** Options of {@link openCache}. */
export interface CacheOptions {
  /** Where files are kept; made when it is not there. Processes may share it. */
  readonly directory: string;
  /** Most bytes of files, complete or on their way, of all archives in the directory; Infinity for no limit. @default Infinity */
  readonly maxBytes?: number | undefined;
  /** The archive, without a password: `sftp://me@host:22`. */
  readonly origin: string;
  /**
   * Directory of the archive whose files lie directly below `directory`, as in a mirror. With undefined all files of the
   * archive have a directory of their own.
   */
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

/** What lies where a file belongs, and is not known to be it. */
export interface StrayFile {
  readonly path: string;
  readonly size: number;
  /** The archive that it was fetched from, with the root of its paths; undefined where nobody knows. */
  readonly origin: string | undefined;
  /** Of the remote file when it was fetched. */
  readonly modifiedMs: number | undefined;
}

/** Keeps other tasks and processes from downloading a file. */
export interface CacheLock {
  /** @throws CacheError when another process took it over, while this one was suspended on another host */
  check(): void;
  /** Let others in. May be called again. */
  release(): void;
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
  /**
   * Look what lies in the place of a file that `lookUp` did not find, before it is replaced.
   * @throws CacheError when it is a directory, or something else that is not a file
   */
  findStray(remotePath: string): Promise<StrayFile | undefined>;
  /** Take what lies there for the file, for who has its lock. It is in use then, as after `lookUp`. @returns its path */
  adopt(remotePath: string, remote: RemoteStat, options?: OperationOptions): Promise<string>;
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
  readonly #layout: Layout;
  readonly #isBounded: boolean;
  readonly #boot = bootName();
  readonly #now: () => number;
  readonly #heartbeat = new Heartbeat();
  readonly #locks: Locks;
  readonly #holds: Holds;
  readonly #room: Room;
  readonly #closing = new AbortController();

  constructor(options: CacheOptions & { readonly maxBytes: number }) {
    const { directory, maxBytes, origin, remoteRoot, now = Date.now, log = () => {} } = options;
    this.directory = directory;
    this.#layout = { directory, origin, remoteRoot };
    this.#isBounded = maxBytes !== Infinity;
    this.#now = now;
    const shared = join(directory, sharedFolder);
    this.#holds = new Holds(join(shared, "holders"), this.#heartbeat);
    const { presence } = this.#holds;
    this.#locks = new Locks(join(shared, "locks"), { presence, heartbeat: this.#heartbeat, log });
    const [marks, count] = [join(shared, "evicting"), join(shared, "used.json")];
    this.#room = new Room({ directory, marks, count, maxBytes, locks: this.#locks, holds: this.#holds, log });
  }

  async open(): Promise<void> {
    const shared = join(this.directory, sharedFolder);
    await onDisk("opening the cache", this.directory, () => {
      makeDirectory(shared);
      this.#locks.sweep();
      this.#holds.sweep();
      const listings = join(shared, "listings");
      for (const folder of [shared, ...namesIn(listings).map((name) => join(listings, name))]) sweepTemporary(folder);
    });
  }

  localPath(remotePath: string): string {
    return this.#placeOf(remotePath).data;
  }

  async lookUp(remotePath: string, { signal }: OperationOptions = {}): Promise<CachedFile | undefined> {
    this.#checkOpen(signal);
    const place = this.#placeOf(remotePath);
    // Most that are asked for are not there, and nothing is noted for them.
    const there = await onDisk("looking", place.data, () => statOf(place.data));
    if (there?.isFile() !== true) return undefined;
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
      check: () => {
        if (held.isHeld()) return;
        const message = `${shown(remotePath)}: another process has taken over this transfer, while this one did not run`;
        throw new CacheError("ARCHIVE_CACHE", message, { remotePath });
      },
      release: () => held.release(),
    };
  }

  findStray(remotePath: string): Promise<StrayFile | undefined> {
    const { origin, path, data, record: recordFile } = this.#placeOf(remotePath);
    return onDisk("looking", data, () => {
      const there = statOf(data);
      if (there === undefined) return undefined;
      if (there.isDirectory()) throw inTheWay(remotePath, data, "a directory");
      if (!there.isFile()) throw inTheWay(remotePath, data, "something that is not a file");
      const record = readRecord(recordFile);
      const { size } = there;
      if (record === undefined) return { path: data, size, origin: undefined, modifiedMs: undefined };
      // Others are the cache's own: damaged, or of before the file changed.
      const isOfAnother = record.path === path && record.origin !== origin && record.isComplete && record.size === size;
      return isOfAnother ? { path: data, size, origin: record.origin, modifiedMs: record.modifiedMs } : undefined;
    });
  }

  async adopt(remotePath: string, remote: RemoteStat, { signal }: OperationOptions = {}): Promise<string> {
    const place = this.#placeOf(remotePath);
    const { origin, path, record, data } = place;
    const { size, modifiedMs } = remote;
    const fetchedAtMs = this.#now();
    const own: FileRecord = {
      ...{ origin, path, size, modifiedMs, fetchedAtMs },
      ...{ isComplete: true, syncedBytes: size, boot: this.#boot },
    };
    await this.#hold(place, signal);
    try {
      await onDisk("noting a file", data, async () => {
        mkdirSync(place.records, { recursive: true });
        await this.#room.make({ bytes: size, key: place.key, reserve: () => writeRecord(record, own), signal });
      });
    } catch (error) {
      this.#holds.remove(place.key);
      throw error;
    }
    return data;
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
      isBounded: this.#isBounded,
      boot: this.#boot,
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
    return placeOf(this.#layout, remotePath);
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

  #validRecord(place: Place): FileRecord | undefined {
    const file = statOf(place.data);
    if (file?.isFile() !== true) return undefined;
    const fits = (record: FileRecord): boolean => isOf(record, place) && record.isComplete && record.size === file.size;
    const record = readRecord(place.record);
    if (record !== undefined && fits(record)) {
      markAsUsed(place, this.#now());
      return record;
    }
    // Whoever finished it was killed between the last two steps.
    const completed = readRecord(place.partRecord);
    if (record?.isComplete === true || completed === undefined || !fits(completed)) return undefined;
    if (statOf(place.part) !== undefined) return undefined;
    adoptRecord(place, this.#now());
    return completed;
  }
}

/** What lies where a file belongs is nobody's whom the cache knows: it is not replaced. */
export function inTheWay(remotePath: string, file: string, what: string): CacheError {
  const message = `${file}: ${what} is in the way of ${shown(remotePath)} of the archive; move it, or use another directory`;
  return new CacheError("ARCHIVE_CACHE", message, { remotePath, file });
}
