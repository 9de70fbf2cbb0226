import { type FileHandle, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onDisk } from "../errors.ts";
import type { PartRecord } from "./resume.ts";

/** An archive on its way: bytes are appended to `archive.part`, and `archive.json` says of what. */
export class Part {
  readonly #folder: string;
  readonly #handle: FileHandle;
  #length: number;
  #record: PartRecord | undefined;
  #isFinished = false;

  private constructor(folder: string, handle: FileHandle, length: number, record: PartRecord | undefined) {
    this.#folder = folder;
    this.#handle = handle;
    this.#length = length;
    this.#record = record;
  }

  /** Open what has come until now. @throws CommandError */
  static async open(folder: string): Promise<Part> {
    const path = join(folder, partName);
    return onDisk("opening", path, async () => {
      const record = parseRecord(await readFile(join(folder, recordName), "utf8").catch(() => ""));
      const handle = await open(path, "a+").then(async (made) => {
        await made.close();
        return open(path, "r+");
      });
      return new Part(folder, handle, (await handle.stat()).size, record);
    });
  }

  /** Bytes that are here. */
  get length(): number {
    return this.#length;
  }

  /** Of what they are; undefined when that is not known. */
  get record(): PartRecord | undefined {
    return this.#record;
  }

  async append(bytes: Uint8Array): Promise<void> {
    await onDisk("writing", this.#path, async () => {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done, this.#length);
        done += bytesWritten;
        this.#length += bytesWritten;
      }
    });
  }

  /** Begin anew. */
  async restart(record: PartRecord | undefined): Promise<void> {
    await onDisk("writing", this.#path, async () => {
      // In this order: a record is never beside bytes of another archive.
      await this.#handle.truncate(0);
      this.#length = 0;
      this.#record = record;
      const path = join(this.#folder, recordName);
      await rm(path, { force: true });
      if (record === undefined) return;
      await writeFile(`${path}.new`, `${JSON.stringify(record)}\n`);
      await rename(`${path}.new`, path);
    });
  }

  /** It is complete: it gets its name. @returns path of the archive */
  async finish(): Promise<string> {
    const path = join(this.#folder, archiveName);
    await onDisk("writing", path, async () => {
      await this.#handle.sync();
      await this.#handle.close();
      await rename(this.#path, path);
    });
    this.#isFinished = true;
    return path;
  }

  /** Keep what has come, if anything has. Safe after `finish`. */
  async close(): Promise<void> {
    await this.#handle.close();
    if (this.#isFinished || this.#length > 0) return;
    await rm(this.#path, { force: true });
    await rm(join(this.#folder, recordName), { force: true });
  }

  get #path(): string {
    return join(this.#folder, partName);
  }
}

const partName = "archive.part";
const recordName = "archive.json";

/** Name of a complete archive. */
export const archiveName = "archive";

/** What the record beside a complete archive says. */
export async function readRecord(folder: string): Promise<PartRecord | undefined> {
  return parseRecord(await readFile(join(folder, recordName), "utf8").catch(() => ""));
}

/** Remove the archive, or what has come of it. */
export async function removeArchive(folder: string): Promise<void> {
  for (const name of [archiveName, partName, recordName, `${recordName}.new`]) {
    await onDisk("removing", join(folder, name), () => rm(join(folder, name), { force: true }));
  }
}

function parseRecord(text: string): PartRecord | undefined {
  try {
    const { url, etag, lastModified, size, sha256 } = JSON.parse(text) as Partial<Record<keyof PartRecord, unknown>>;
    if (typeof url !== "string") return undefined;
    const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
    return {
      url,
      etag: textOf(etag),
      lastModified: textOf(lastModified),
      size: Number.isSafeInteger(size) && Number(size) >= 0 ? Number(size) : undefined,
      sha256: textOf(sha256),
    };
  } catch {
    return undefined;
  }
}
