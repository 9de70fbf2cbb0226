import { type FileHandle, mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { damagedArchive, downloadError, onDisk, systemCode } from "../errors.ts";
import { EntryChecker } from "./entry-checker.ts";
import type { ArchiveTask } from "./inventory.ts";
import type { ContentSink } from "./types.ts";
import { walkArchive } from "./walk.ts";

/**
 * Unpack an archive into a directory that this makes. Nothing that is there is written to, and no link is made or followed:
 * each file is a new one. Modes, owners and times are not taken over.
 * @throws CommandError for what is damaged, unsafe or too large, and errors of the disk
 */
export async function unpackArchive(task: ArchiveTask, folder: string): Promise<void> {
  const { path, format, limits, signal, onProgress } = task;
  const checker = new EntryChecker(limits);
  const directories = new Set<string>();
  let open: FileSink | undefined;
  let bytes = 0;
  await onDisk("making the directory", folder, () => mkdir(folder));
  try {
    await walkArchive(
      path,
      format,
      {
        async entry(entry) {
          const checked = checker.check(entry);
          if (checked === undefined) return undefined;
          const { names, kind, size } = checked;
          await makeDirectories(folder, kind === "file" ? names.slice(0, -1) : names, directories);
          if (kind === "directory") return undefined;
          open = await FileSink.create(join(folder, ...names), size, path, (count) => {
            bytes += count;
            onProgress(bytes);
          });
          return open;
        },
        progress: (_read, unpacked) => checker.checkUnpacked(unpacked),
      },
      signal,
    );
  } finally {
    await open?.close();
  }
}

async function makeDirectories(folder: string, names: readonly string[], made: Set<string>): Promise<void> {
  for (let depth = 1; depth <= names.length; depth++) {
    const path = join(folder, ...names.slice(0, depth));
    if (made.has(path)) continue;
    await create(path, () => mkdir(path));
    made.add(path);
  }
}

/** @throws CommandError also for a name that the file system takes for another one */
async function create<T>(path: string, task: () => Promise<T>): Promise<T> {
  return onDisk("making", path, async () => {
    try {
      return await task();
    } catch (error) {
      if (systemCode(error) !== "EEXIST") throw error;
      throw downloadError("DOWNLOAD_UNSAFE", `${path}: this disk takes another name of the archive for it`, {
        file: path,
      });
    }
  });
}

/** A file that is being written. */
class FileSink implements ContentSink {
  readonly #handle: FileHandle;
  readonly #path: string;
  readonly #archive: string;
  readonly #size: number;
  readonly #onBytes: (count: number) => void;
  #written = 0;

  private constructor(
    handle: FileHandle,
    path: string,
    size: number,
    archive: string,
    onBytes: (count: number) => void,
  ) {
    this.#handle = handle;
    this.#path = path;
    this.#size = size;
    this.#archive = archive;
    this.#onBytes = onBytes;
  }

  static async create(
    path: string,
    size: number,
    archive: string,
    onBytes: (count: number) => void,
  ): Promise<FileSink> {
    // "wx" neither opens what is there nor follows a link.
    return new FileSink(await create(path, () => open(path, "wx")), path, size, archive, onBytes);
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#written + bytes.length > this.#size) throw this.#isOther();
    await onDisk("writing", this.#path, () => this.#handle.writeFile(bytes));
    this.#written += bytes.length;
    this.#onBytes(bytes.length);
  }

  async end(): Promise<void> {
    if (this.#written !== this.#size) throw this.#isOther();
    await onDisk("writing", this.#path, () => this.close());
  }

  /** May be called again. */
  async close(): Promise<void> {
    await this.#handle.close();
  }

  #isOther(): Error {
    return damagedArchive(this.#archive, `an entry has not the ${this.#size} bytes that it announces`);
  }
}
