import { join, resolve } from "node:path";
import { shown } from "../_text.ts";
import { CacheError, ConnectionError } from "../errors.ts";
import type { OperationOptions, RemoteStat } from "../types.ts";
import { findRecord } from "./_books.ts";
import { asCacheError, isUnwritable, makeDirectory, namesIn, onDisk, statOf, sweepTemporary } from "./_disk.ts";
import { Heartbeat } from "./_heartbeat.ts";
import { Holds } from "./_holds.ts";
import { Locks } from "./_locks.ts";
import { bootName } from "./_owner.ts";
import { type Layout, type Place, placeOf, sharedFolder } from "./_place.ts";
import { type FileRecord, readRecord, writeRecord } from "./_record.ts";
import { Room } from "./_room.ts";
import { findStray } from "./_stray.ts";
import { Part } from "./part.ts";
import type { Cache, CachedFile, CacheLock, CacheOptions, StrayFile } from "./types.ts";

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

/** Places that are remembered. */
const mostPlaces = 200;

class DirectoryCache implements Cache {
  readonly directory: string;
  readonly #places = new Map<string, Place>();
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
    this.#holds = new Holds(join(shared, "holders"), this.#heartbeat, this.#isBounded);
    const { presence } = this.#holds;
    this.#locks = new Locks(join(shared, "locks"), { presence, heartbeat: this.#heartbeat, log });
    const [marks, count] = [join(shared, "evicting"), join(shared, "used.json")];
    this.#room = new Room({ directory, marks, count, maxBytes, locks: this.#locks, holds: this.#holds, log });
  }

  async open(): Promise<void> {
    const shared = join(this.directory, sharedFolder);
    await onDisk("opening the cache", this.directory, () => {
      makeDirectory(shared);
      try {
        this.#sweep(shared);
      } catch (error) {
        // What is there can be used all the same.
        if (!isUnwritable(error)) throw error;
      }
    });
  }

  /** Remove what killed processes left behind. */
  #sweep(shared: string): void {
    this.#locks.sweep();
    this.#holds.sweep();
    const listings = join(shared, "listings");
    for (const folder of [shared, ...namesIn(listings).map((name) => join(listings, name))]) sweepTemporary(folder);
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
      found = await onDisk("reading", place.data, () => findRecord(place, this.#now()));
    } finally {
      if (found === undefined) this.#holds.remove(place.key);
    }
    if (found === undefined) return undefined;
    const { size, modifiedMs, fetchedAtMs } = found;
    return { path: place.data, size, modifiedMs, fetchedAtMs };
  }

  isHere(remotePath: string, size: number): boolean {
    const { data, record } = this.#placeOf(remotePath);
    try {
      const file = statOf(data);
      // What lies there without a record is taken for the file if it has its size; one that is about to be replaced is not.
      return file?.isFile() === true && file.size === size && readRecord(record)?.isComplete !== false;
    } catch (error) {
      throw asCacheError(error, "looking", data);
    }
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
    const place = this.#placeOf(remotePath);
    return onDisk("looking", place.data, () => findStray(place));
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
        makeDirectory(place.records);
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

  openPart(
    remotePath: string,
    remote: RemoteStat,
    { signal, isSizeEnough = false }: OperationOptions & { readonly isSizeEnough?: boolean | undefined } = {},
  ): Promise<Part> {
    this.#checkOpen(signal);
    const place = this.#placeOf(remotePath);
    return Part.open({
      place,
      remote,
      now: this.#now,
      isSizeEnough,
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

  /** Asked for some times in a row for each file, by as many tasks as there are transfers. */
  #placeOf(remotePath: string): Place {
    let place = this.#places.get(remotePath);
    if (place === undefined) {
      place = placeOf(this.#layout, remotePath);
      if (this.#places.size >= mostPlaces) this.#places.clear();
      this.#places.set(remotePath, place);
    }
    return place;
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
}
