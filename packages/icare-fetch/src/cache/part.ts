import { closeSync, fstatSync, ftruncateSync, openSync, renameSync } from "node:fs";
import { basename, dirname } from "node:path";
import { CacheError } from "../errors.ts";
import type { RemoteStat } from "../types.ts";
import { adoptRecord, refuseTwin } from "./_books.ts";
import { digestOf, flush, writeSome } from "./_bytes.ts";
import { asCacheError, ifThere, isDiskFull, isThere, makeDirectory, onDisk, removeFile, statOf } from "./_disk.ts";
import type { Place } from "./_place.ts";
import { type FileRecord, isOf, isSameVersion, isSurelySameVersion, readRecord, writeRecord } from "./_record.ts";
import { inTheWay } from "./_stray.ts";

/** What is collected before it is written. */
const bufferBytes = 1 << 20;

/** What {@link Part} needs of its cache. */
export interface PartOptions {
  readonly place: Place;
  readonly remote: RemoteStat;
  readonly now: () => number;
  /** What came before is gone on with although only its size says that it is of this version. */
  readonly isSizeEnough: boolean;
  /** Others count what is on its way: it is noted before a byte of it has come. */
  readonly isBounded: boolean;
  /** Names the run of the system. */
  readonly boot: string;
  /** Calls its argument when there is room for the whole file. */
  readonly makeRoom: (reserve?: () => void) => Promise<void>;
  /** Notes the file as in use, before it is complete and others could evict it. */
  readonly hold: () => Promise<void>;
  /** Does something while nobody counts what the cache has. */
  readonly exclusively: (task: () => void) => Promise<void>;
  /** Takes back the noting. */
  readonly release: () => void;
}

/**
 * A file on its way: its bytes are appended to `NAME.part`, which is renamed when all are there. Only who has the file's
 * lock has one.
 *
 * Whoever was taken for ended by mistake (see Locks), and goes on, can write into what nobody sees, or what is there already,
 * but never anything wrong: one that begins anew is a new file, it replaces none that came into being in the meantime,
 * bytes are written where they belong and not at the end, and no other file than its own is renamed.
 *
 * In a cache without a limit there is nothing on the disk before the first bytes are written, and what comes in one piece is
 * noted when it is complete.
 */
export class Part {
  readonly #place: Place;
  readonly #options: PartOptions;
  readonly #record: FileRecord;
  readonly #buffer: Uint8Array;
  /** Undefined until there is something to write. */
  #descriptor: number | undefined;
  #collected = 0;
  #written: number;
  #synced: number;
  /** Bytes of which the record says that they survive a loss of power; undefined where there is no record. */
  #recorded: number | undefined;
  #isOpen = true;
  #isBroken = false;
  /** Bytes that were there when it was opened. */
  readonly resumedFrom: number;

  private constructor(options: PartOptions, record: FileRecord, resumed?: { descriptor: number; length: number }) {
    this.#options = options;
    this.#place = options.place;
    this.#record = record;
    this.#descriptor = resumed?.descriptor;
    this.#written = resumed?.length ?? 0;
    this.#synced = record.syncedBytes;
    this.#recorded = resumed === undefined ? undefined : record.syncedBytes;
    this.resumedFrom = this.#written;
    this.#buffer = Buffer.allocUnsafe(Math.max(1, Math.min(bufferBytes, record.size - this.#written)));
  }

  /**
   * Open what came of a remote file until now; begin anew when there is nothing, or when it is of the file as it was before.
   * @throws CacheError; ArchiveError ARCHIVE_NAME when the file system takes another remote file's name for this one's
   */
  static async open(options: PartOptions): Promise<Part> {
    const { place, remote } = options;
    return onDisk("opening a partial file", place.part, async () => {
      makeDirectory(place.records);
      refuseTwin(place);
      const record = readRecord(place.partRecord);
      const isSame = options.isSizeEnough ? isSameVersion : isSurelySameVersion;
      if (isOf(record, place) && isSame(record, remote)) {
        const part = await Part.#resume(options, record);
        if (part !== undefined) return part;
      }
      return Part.#begin(options);
    });
  }

  static async #resume(options: PartOptions, record: FileRecord): Promise<Part | undefined> {
    const { place, boot } = options;
    const descriptor = ifThere(() => openSync(place.part, "r+"));
    if (descriptor === undefined) return undefined;
    try {
      const { size } = fstatSync(descriptor);
      // After a loss of power a file can be as long as before and yet have lost its last bytes.
      const length = record.boot === boot ? size : Math.min(size, record.syncedBytes);
      // Longer than announced: others have written to it.
      if (size <= record.size) {
        await options.makeRoom();
        const known = { ...record, boot };
        if (record.boot !== known.boot) {
          ftruncateSync(descriptor, length);
          writeRecord(place.partRecord, known);
        }
        return new Part(options, known, { descriptor, length });
      }
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
    closeSync(descriptor);
    return undefined;
  }

  static async #begin(options: PartOptions): Promise<Part> {
    const { place, remote, now, boot, isBounded } = options;
    const part = new Part(options, {
      origin: place.origin,
      path: place.path,
      size: remote.size,
      modifiedMs: remote.modifiedMs,
      fetchedAtMs: now(),
      isComplete: false,
      syncedBytes: 0,
      boot,
    });
    if (statOf(place.part)?.isDirectory() === true) throw inTheWay(place.remotePath, place.part, "a directory");
    // In this order, so that a record is never beside bytes of another file.
    removeFile(place.part);
    removeFile(place.partRecord);
    if (isBounded) await part.#create();
    return part;
  }

  /** Bytes that are there. */
  get length(): number {
    return this.#written + this.#collected;
  }

  get size(): number {
    return this.#record.size;
  }

  /** Append bytes, up to the size of the file. @throws CacheError ARCHIVE_DISK_FULL, which says how many bytes are missing */
  async append(bytes: Uint8Array): Promise<void> {
    let rest = bytes;
    while (rest.length > 0) {
      if (this.#collected === 0 && rest.length >= this.#buffer.length) {
        await this.#write(rest);
        return;
      }
      const piece = rest.subarray(0, this.#buffer.length - this.#collected);
      this.#buffer.set(piece, this.#collected);
      this.#collected += piece.length;
      rest = rest.subarray(piece.length);
      if (this.#collected === this.#buffer.length) await this.#flush();
    }
  }

  /**
   * Write out everything, so that it survives a loss of power.
   * @returns bytes of the file on the disk
   */
  async sync(): Promise<number> {
    const descriptor = await this.#flush();
    return onDisk("writing out", this.#place.part, async () => {
      if (this.#synced !== this.#written) await flush(descriptor);
      this.#synced = this.#written;
      return fstatSync(descriptor).size;
    });
  }

  /** Digest of all bytes that are there, hexadecimal. */
  async digest(algorithm: string, signal?: AbortSignal): Promise<string> {
    await this.#flush();
    return onDisk("reading", this.#place.part, () => digestOf(this.#place.part, algorithm, signal));
  }

  /**
   * Give the complete and verified file its name, and note it as in use.
   *
   * A process may be killed between any two steps: the file is then found as it is (see Cache.lookUp), or finished by the
   * next one without reading a byte; and no record is ever beside a file that it does not describe.
   * @returns path of the file
   */
  async finish(): Promise<string> {
    const { data, part } = this.#place;
    if ((await this.sync()) !== this.size) throw new RangeError(`${part}: ${this.length} of ${this.size} bytes`);
    await this.#options.hold();
    try {
      await this.#options.exclusively(() => this.#rename());
    } catch (error) {
      this.#options.release();
      throw asCacheError(error, "finishing", data);
    }
    return data;
  }

  #rename(): void {
    const { remotePath, data, part, partRecord, record } = this.#place;
    const now = this.#options.now();
    this.#checkTakenOver();
    // It says that the file may be replaced, and no longer what it is.
    const replaced = readRecord(record);
    // Somebody has put a file there since it was looked at.
    if (replaced === undefined && isThere(data)) throw inTheWay(remotePath, data, "a new file");
    this.#isOpen = false;
    this.#closeFile();
    writeRecord(partRecord, { ...this.#record, fetchedAtMs: now, isComplete: true, syncedBytes: this.size });
    if (replaced !== undefined) writeRecord(record, { ...replaced, isComplete: false });
    renameSync(part, data);
    adoptRecord(this.#place, now);
  }

  /** Close it, and keep what has come. May be called again. */
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      if (!this.#isBroken && this.length > 0) await this.sync();
      if (this.#recorded !== this.#synced && this.#isStillThere()) this.#writeRecord();
    } catch (error) {
      // What is lost comes again; a full disk is told where it was met first.
      if (!isDiskFull((error as CacheError).cause)) throw error;
    } finally {
      this.#closeFile();
    }
  }

  /** Close and remove it. */
  async discard(): Promise<void> {
    this.#isOpen = false;
    await onDisk("removing", this.#place.part, () => {
      const isOwn = this.#isStillThere();
      this.#closeFile();
      if (!isOwn) return;
      removeFile(this.#place.part);
      removeFile(this.#place.partRecord);
    });
  }

  /** Write what was collected. @returns descriptor of the file */
  async #flush(): Promise<number> {
    if (this.#collected > 0 || this.#descriptor === undefined) {
      await this.#write(this.#buffer.subarray(0, this.#collected));
      this.#collected = 0;
    }
    return this.#descriptor!;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const { part } = this.#place;
    try {
      const descriptor = this.#descriptor ?? (await this.#create(bytes.length === this.size));
      for (let rest = bytes; rest.length > 0; ) {
        const written = await writeSome(descriptor, rest, this.#written);
        this.#written += written;
        rest = rest.subarray(written);
      }
    } catch (error) {
      this.#isBroken = true;
      if (!isDiskFull(error)) throw asCacheError(error, "writing", part);
      const missing = this.size - this.#written;
      const message = `${dirname(part)}: the disk is full: ${missing} of the ${this.size} bytes of ${basename(part)} are missing; free space and start again, what has come is kept`;
      throw new CacheError("ARCHIVE_DISK_FULL", message, {
        remotePath: this.#place.remotePath,
        file: part,
        cause: error,
      });
    }
  }

  /** @param isWhole all bytes are there, so that the record need not say what is missing */
  async #create(isWhole = false): Promise<number> {
    const { makeRoom, place } = this.#options;
    await makeRoom(isWhole ? undefined : () => this.#writeRecord());
    const descriptor = openSync(place.part, "wx+");
    this.#descriptor = descriptor;
    return descriptor;
  }

  #closeFile(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  /** Not when another process has begun anew in the meantime; then the record is not this one's either. */
  #isStillThere(): boolean {
    if (this.#descriptor === undefined) return false;
    const own = fstatSync(this.#descriptor);
    const there = statOf(this.#place.part);
    return own.ino === there?.ino && own.dev === there.dev;
  }

  #checkTakenOver(): void {
    if (this.#isStillThere()) return;
    const { part, remotePath } = this.#place;
    const message = `${part}: another process has replaced it, while this one did not run`;
    throw new CacheError("ARCHIVE_CACHE", message, { remotePath, file: part });
  }

  #writeRecord(): void {
    writeRecord(this.#place.partRecord, { ...this.#record, syncedBytes: this.#synced });
    this.#recorded = this.#synced;
  }
}
