import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CacheError } from "../errors.ts";
import type { Logger } from "../types.ts";
import { codeOf, makeDirectory, onDisk, readJson, removeFile, statOf, writeText } from "./_disk.ts";
import type { Holds } from "./_holds.ts";
import type { HeldLock, Locks } from "./_locks.ts";
import { type Entry, scan } from "./_scan.ts";

/** The key of the lock of whoever evicts: no file has it. */
const roomKey = "room";
const roomPollMs = 50;

/** Of so many files and more, counting takes so long that it is not done for each file that comes. */
const manyFiles = 500;

/** Of the bytes allowed: what is left of many files, so that there is room for some time. */
const lowWater = 0.95;

/** Options of {@link Room}. */
export interface RoomOptions {
  readonly directory: string;
  /** Where it marks what it is about to evict. */
  readonly marks: string;
  /** Where it notes what is taken. */
  readonly count: string;
  readonly maxBytes: number;
  readonly locks: Locks;
  readonly holds: Holds;
  readonly log: Logger;
}

/** What room is made for. */
export interface RoomRequest {
  readonly bytes: number;
  /** The file that it is for: what is there of it incompletely does not count. */
  readonly key?: string | undefined;
  /** Enters the bytes in the books, before anybody else gets room. */
  readonly reserve?: (() => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Keeps the files of a cache, with those that are on their way, within a number of bytes.
 *
 * Who uses a file notes that it does (see Holds), and then looks whether the file is marked; who evicts it marks it, and
 * then looks whether it is in use. So at least one of the two sees the other, whatever happens in between: who evicts
 * then leaves the file alone, and who uses it waits until the other is done and looks for the file after that.
 *
 * What is taken is counted when there may be no room, and now and then; in between it is noted what got room since.
 */
export class Room {
  readonly #options: RoomOptions;

  constructor(options: RoomOptions) {
    this.#options = options;
  }

  /**
   * Evict what was not used for the longest time, until there is room.
   * @throws CacheError when that cannot be; nothing is evicted then
   */
  async make(request: RoomRequest): Promise<void> {
    const { directory, maxBytes } = this.#options;
    if (maxBytes === Infinity) {
      // For those who have a limit: what is added now is not in their count.
      removeFile(this.#options.count);
      return request.reserve?.();
    }
    if (request.bytes > maxBytes)
      throw noRoom(directory, `${request.bytes} bytes are more than the ${maxBytes} allowed`);
    const lock = await this.#lock(request.signal);
    try {
      await onDisk("making room", directory, async () => {
        if (!this.#hasRoom(request.bytes)) await this.#make(request);
        request.reserve?.();
      });
    } finally {
      lock.release();
    }
  }

  /** Do something while nobody counts: what changes its name in between could be missed. */
  async exclusively(task: () => void, signal?: AbortSignal): Promise<void> {
    if (this.#options.maxBytes === Infinity) return task();
    const lock = await this.#lock(signal);
    try {
      task();
    } finally {
      lock.release();
    }
  }

  /** Wait until nobody evicts a file that has just been noted as in use. */
  async waitUntilSafe(key: string, signal?: AbortSignal): Promise<void> {
    const mark = join(this.#options.marks, key);
    if (statOf(mark) === undefined) return;
    const lock = await this.#lock(signal);
    try {
      // Nobody evicts now: it was left by one who was killed, if it is there at all.
      removeFile(mark);
    } finally {
      lock.release();
    }
  }

  #lock(signal: AbortSignal | undefined): Promise<HeldLock> {
    return this.#options.locks.acquire(roomKey, this.#options.directory, signal, roomPollMs);
  }

  /** Is there room by the last count? */
  #hasRoom(bytes: number): boolean {
    const { count, maxBytes } = this.#options;
    const last = readCount(count);
    if (last === undefined || last.usedBytes + bytes > maxBytes) return false;
    writeText(count, JSON.stringify({ ...last, usedBytes: last.usedBytes + bytes }));
    return true;
  }

  async #make({ bytes, key, signal }: RoomRequest): Promise<void> {
    const { directory, maxBytes, holds, locks } = this.#options;
    const beganMs = performance.now();
    const books = { directory, isTaken: (coming: string) => locks.isTaken(coming) };
    const entries = (await scan(books)).filter((entry) => entry.kind === "file" || entry.key !== key);
    const held = holds.heldKeys();
    let usedBytes = 0;
    let fixedBytes = 0;
    const evictable: Entry[] = [];
    for (const entry of entries) {
      usedBytes += entry.bytes;
      if (entry.isComing || (entry.kind === "file" && held.has(entry.key))) fixedBytes += entry.bytes;
      else evictable.push(entry);
    }
    const problem = (): CacheError =>
      noRoom(
        directory,
        `${bytes} bytes are needed, of ${maxBytes} allowed ${usedBytes} are taken, and of these ${fixedBytes} are in use ` +
          "or on their way; release files, or allow more",
      );
    if (fixedBytes + bytes > maxBytes) throw problem();
    evictable.sort((a, b) => a.usedMs - b.usedMs || (a.data < b.data ? -1 : 1));
    // When nothing has to go, nothing does.
    const isTooMuch = usedBytes + bytes > maxBytes;
    const target = isTooMuch && entries.length >= manyFiles ? lowWater * maxBytes : maxBytes;
    for (const entry of evictable) {
      if (usedBytes + bytes <= target) break;
      signal?.throwIfAborted();
      if (this.#evict(entry)) usedBytes -= entry.bytes;
      else fixedBytes += entry.bytes;
    }
    if (usedBytes + bytes > maxBytes) throw problem();
    const last: Count = { usedBytes: usedBytes + bytes, countedAtMs: Date.now(), tookMs: performance.now() - beganMs };
    writeText(this.#options.count, JSON.stringify(last));
  }

  /** @returns false when it has come into use, or cannot be removed */
  #evict(entry: Entry): boolean {
    const hasGone = entry.kind === "file" ? this.#evictFile(entry) : this.#evictPart(entry);
    if (hasGone) this.#options.log({ kind: "evict", message: `evicted ${entry.data} (${entry.bytes} bytes)` });
    return hasGone;
  }

  #evictFile(entry: Entry): boolean {
    const { marks, holds } = this.#options;
    const mark = join(marks, entry.key);
    makeDirectory(marks);
    writeFileSync(mark, "");
    try {
      if (holds.isHeld(entry.key)) return false;
      return this.#remove(entry);
    } finally {
      removeFile(mark);
    }
  }

  #evictPart(entry: Entry): boolean {
    const lock = this.#options.locks.tryAcquire(entry.key);
    if (lock === undefined) return false;
    try {
      return this.#remove(entry);
    } finally {
      lock.release();
    }
  }

  /** The file first: one without a record would never be found again. */
  #remove(entry: Entry): boolean {
    try {
      removeFile(entry.data);
      removeFile(entry.record);
      return true;
    } catch (error) {
      this.#options.log({ kind: "note", message: `${entry.data} cannot be evicted: ${codeOf(error)}` });
      return false;
    }
  }
}

/** What was taken, and got room since; so at least what is taken now, but for what those added who have no limit. */
interface Count {
  readonly usedBytes: number;
  readonly countedAtMs: number;
  /** The longer it takes, the less often it is done. */
  readonly tookMs: number;
}

/** @returns undefined when there is none that is young enough */
function readCount(file: string): Count | undefined {
  const { usedBytes, countedAtMs, tookMs } = (readJson(file, 1000) ?? {}) as Partial<Count>;
  if (![usedBytes, countedAtMs, tookMs].every((value) => Number.isFinite(value))) return undefined;
  const ageMs = Date.now() - countedAtMs!;
  if (ageMs < 0 || ageMs > Math.max(60_000, 50 * tookMs!)) return undefined;
  return { usedBytes: usedBytes!, countedAtMs: countedAtMs!, tookMs: tookMs! };
}

function noRoom(directory: string, why: string): CacheError {
  return new CacheError("ARCHIVE_NO_ROOM", `${directory}: no room in the cache: ${why}`, { file: directory });
}
