import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm, stat, utimes } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { ArchiveError, CacheError } from "../errors.ts";
import type { RemoteStat } from "../types.ts";
import { asCacheError, ifThere, isDiskFull, onDisk } from "./_disk.ts";
import { bootName } from "./_owner.ts";
import type { Place } from "./_place.ts";
import { type FileRecord, isSameVersion, readRecord, writeRecord } from "./_record.ts";

/** What is collected before it is written. */
const bufferBytes = 1 << 20;

/** What {@link Part} needs of its cache. */
export interface PartOptions {
  readonly place: Place;
  readonly remote: RemoteStat;
  readonly now: () => number;
  /** Calls its argument when there is room for the whole file. */
  readonly makeRoom: (reserve?: () => Promise<void>) => Promise<void>;
  /** Notes the file as in use, before it is complete and others could evict it. */
  readonly hold: () => Promise<void>;
  /** Does something while nobody counts what the cache has. */
  readonly exclusively: (task: () => Promise<void>) => Promise<void>;
  /** Takes back the noting. */
  readonly release: () => void;
}

/**
 * A file on its way: its bytes are appended to `NAME.part`, which is renamed when all are there. Only who has the file's
 * lock has one.
 *
 * One that begins anew is a new file, and bytes are written where they belong, not at the end: whoever was taken for
 * ended by mistake, and goes on, can write into what nobody sees, or what is there already, but never anything wrong.
 */
export class Part {
  readonly #place: Place;
  readonly #options: PartOptions;
  readonly #handle: FileHandle;
  readonly #record: FileRecord;
  readonly #buffer: Uint8Array;
  #collected = 0;
  #written: number;
  #synced: number;
  #isOpen = true;
  #isBroken = false;
  /** Bytes that were there when it was opened. */
  readonly resumedFrom: number;

  private constructor(options: PartOptions, handle: FileHandle, record: FileRecord, length: number) {
    this.#options = options;
    this.#place = options.place;
    this.#handle = handle;
    this.#record = record;
    this.#written = length;
    this.#synced = record.syncedBytes;
    this.resumedFrom = length;
    this.#buffer = Buffer.allocUnsafe(Math.max(1, Math.min(bufferBytes, record.size - length)));
  }

  /**
   * Open what came of a remote file until now; begin anew when there is nothing, or when it is of the file as it was before.
   * @throws CacheError; ArchiveError ARCHIVE_NAME when the file system takes another remote file's name for this one's
   */
  static async open(options: PartOptions): Promise<Part> {
    const { place, remote } = options;
    return onDisk("opening a partial file", place.part, async () => {
      await mkdir(place.records, { recursive: true });
      await refuseTwin(place);
      const record = await readRecord(place.partRecord);
      if (record?.remotePath === place.remotePath && isSameVersion(record, remote)) {
        const part = await Part.#resume(options, record);
        if (part !== undefined) return part;
      }
      return Part.#begin(options);
    });
  }

  static async #resume(options: PartOptions, record: FileRecord): Promise<Part | undefined> {
    const handle = await ifThere(open(options.place.part, "r+"));
    if (handle === undefined) return undefined;
    try {
      const { size } = await handle.stat();
      // After a loss of power a file can be as long as before and yet have lost its last bytes.
      const length = record.boot === bootName() ? size : Math.min(size, record.syncedBytes);
      // Longer than announced: others have written to it.
      if (size <= record.size) {
        await options.makeRoom();
        const known = { ...record, boot: bootName() };
        if (record.boot !== known.boot) {
          await handle.truncate(length);
          await writeRecord(options.place.partRecord, known);
        }
        return new Part(options, handle, known, length);
      }
    } catch (error) {
      await handle.close().catch(() => {});
      throw error;
    }
    await handle.close();
    return undefined;
  }

  static async #begin(options: PartOptions): Promise<Part> {
    const { place, remote, now } = options;
    const record: FileRecord = {
      remotePath: place.remotePath,
      size: remote.size,
      modifiedMs: remote.modifiedMs,
      fetchedAtMs: now(),
      isComplete: false,
      syncedBytes: 0,
      boot: bootName(),
    };
    // In this order, so that a record is never beside bytes of another file.
    await rm(place.part, { force: true });
    await options.makeRoom(() => writeRecord(place.partRecord, record));
    return new Part(options, await open(place.part, "wx+"), record, 0);
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
    await this.#flush();
    return onDisk("writing out", this.#place.part, async () => {
      if (this.#synced !== this.#written) await this.#handle.sync();
      this.#synced = this.#written;
      return (await this.#handle.stat()).size;
    });
  }

  /** Digest of all bytes that are there, hexadecimal. */
  async digest(algorithm: string, signal?: AbortSignal): Promise<string> {
    await this.#flush();
    return onDisk("reading", this.#place.part, async () => {
      const hash = createHash(algorithm);
      const buffer = Buffer.allocUnsafe(bufferBytes);
      for (let at = 0; at < this.#written; ) {
        signal?.throwIfAborted();
        const { bytesRead } = await this.#handle.read(buffer, 0, bufferBytes, at);
        if (bytesRead === 0) break;
        hash.update(buffer.subarray(0, bytesRead));
        at += bytesRead;
      }
      return hash.digest("hex");
    });
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
    this.#isOpen = false;
    await this.#handle.close();
    await this.#options.hold();
    try {
      await this.#options.exclusively(() => onDisk("finishing", data, () => this.#rename()));
    } catch (error) {
      this.#options.release();
      throw error;
    }
    return data;
  }

  async #rename(): Promise<void> {
    const { data, part, partRecord, record } = this.#place;
    const now = this.#options.now();
    const complete = { ...this.#record, fetchedAtMs: now, isComplete: true, syncedBytes: this.size };
    await writeRecord(partRecord, complete);
    await rm(record, { force: true });
    await rename(part, data);
    await adoptRecord(this.#place, now);
  }

  /** Close it, and keep what has come. May be called again. */
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      if (!this.#isBroken) await this.sync();
      if (this.#record.syncedBytes !== this.#synced && (await this.#isStillThere())) await this.#writeRecord();
    } catch (error) {
      // What is lost comes again; a full disk is told where it was met first.
      if (!isDiskFull((error as CacheError).cause)) throw error;
    } finally {
      await this.#handle.close().catch(() => {});
    }
  }

  /** Close and remove it. */
  async discard(): Promise<void> {
    this.#isOpen = false;
    await this.#handle.close().catch(() => {});
    await onDisk("removing", this.#place.part, async () => {
      await rm(this.#place.part, { force: true });
      await rm(this.#place.partRecord, { force: true });
    });
  }

  async #flush(): Promise<void> {
    if (this.#collected === 0) return;
    const collected = this.#collected;
    await this.#write(this.#buffer.subarray(0, collected), () => {
      this.#collected = 0;
    });
  }

  async #write(bytes: Uint8Array, onWritten: () => void = () => {}): Promise<void> {
    const { part } = this.#place;
    try {
      for (let at = 0; at < bytes.length; ) {
        const { bytesWritten } = await this.#handle.write(bytes, at, bytes.length - at, this.#written + at);
        at += bytesWritten;
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
    this.#written += bytes.length;
    onWritten();
  }

  /** Not when another process has begun anew in the meantime; then the record is not this one's either. */
  async #isStillThere(): Promise<boolean> {
    const [own, there] = await Promise.all([this.#handle.stat(), ifThere(stat(this.#place.part))]);
    return own.ino === there?.ino && own.dev === there.dev;
  }

  #writeRecord(): Promise<void> {
    return onDisk("writing", this.#place.partRecord, () =>
      writeRecord(this.#place.partRecord, { ...this.#record, syncedBytes: this.#synced }),
    );
  }
}

/** Make the record of a part that of the complete file. Another process may be doing the same. */
export async function adoptRecord(place: Place, nowMs: number): Promise<void> {
  await ifThere(rename(place.partRecord, place.record));
  await markAsUsed(place, nowMs);
}

/** Note when a file was last used, for all processes. */
export async function markAsUsed(place: Place, nowMs: number): Promise<void> {
  const now = new Date(nowMs);
  // A cache that may only be read is one in which nothing is evicted.
  await utimes(place.record, now, now).catch(() => {});
}

async function refuseTwin(place: Place): Promise<void> {
  const record = await readRecord(place.record);
  if (record === undefined || record.remotePath === place.remotePath) return;
  if ((await ifThere(stat(place.data))) === undefined) return;
  const message = `${place.remotePath}: the local file system takes its name for that of ${record.remotePath}, which is in the cache`;
  throw new ArchiveError("ARCHIVE_NAME", message, { remotePath: place.remotePath, file: place.data });
}
