import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { isModelError, ModelError } from "../errors.ts";

/** Names of files that are not complete yet; the group is the name that they are to have. */
export const partialPattern: RegExp = /^(.+)\.[\da-f]{12}\.part$/;

/** Bytes that are read or written before a signal is looked at again. */
const chunkBytes = 2 ** 26;

/**
 * Write a file that appears under its name, or replaces another, when it is complete and on the disk.
 * @throws the reason of the signal; no file has appeared then
 */
export async function writeAtomic(file: string, pieces: readonly Uint8Array[], signal?: AbortSignal): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString("hex")}.part`;
  try {
    await withFile(temporary, "wx", async (handle) => {
      for (const piece of pieces) await writeAll(handle, piece, signal);
      await handle.sync();
    });
    signal?.throwIfAborted();
    await rename(temporary, file);
    await syncDirectory(dirname(file));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}

/**
 * The bytes of a file.
 * @param check is given its size, before anything is read, and throws if it is wrong
 * @throws ModelError MODEL_FORMAT if it ends before that; MODEL_IO for a pipe, which it would wait for; the reason of the signal
 */
export async function readChecked(
  file: string,
  check: (size: number) => void,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const kind = await stat(file);
  if (!kind.isFile() && !kind.isDirectory()) {
    throw new ModelError("MODEL_IO", "it cannot be read (it is a pipe or a device)", { file });
  }
  return withFile(file, "r", async (handle) => {
    const { size } = await handle.stat();
    check(size);
    const bytes = new Uint8Array(size);
    for (let done = 0; done < size; ) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(bytes, done, Math.min(size - done, chunkBytes), done);
      if (bytesRead === 0) throw new ModelError("MODEL_FORMAT", `it ends after ${done} of ${size} bytes`, { file });
      done += bytesRead;
    }
    return bytes;
  });
}

/** Do something with a file; what the system refuses is MODEL_IO, unless it was aborted. */
export async function onDisk<T>(
  file: string,
  verb: "read" | "written",
  action: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    signal?.throwIfAborted();
    if (isModelError(cause)) throw cause;
    const code = systemCode(cause);
    const reason = (code && reasons[code]) ?? code ?? String(cause);
    throw new ModelError("MODEL_IO", `it cannot be ${verb} (${reason})`, { file, cause });
  }
}

export function systemCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : undefined;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is none",
  ENOTDIR: "a part of its path is a file",
  EISDIR: "it is a directory",
  EEXIST: "a file has its name",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EACCES: "permission denied",
  EROFS: "the file system is read-only",
};

async function withFile<T>(file: string, flags: string, action: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(file, flags);
  try {
    return await action(handle);
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    signal?.throwIfAborted();
    const length = Math.min(bytes.length - done, chunkBytes);
    done += (await handle.write(bytes, done, length)).bytesWritten;
  }
}

/** Put the names in a directory on the disk, where the system can: Windows cannot, nor do some network file systems. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r").catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
