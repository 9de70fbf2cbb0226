import { randomBytes } from "node:crypto";
import { type FileHandle, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isTrainError, TrainError } from "../errors.ts";

/** Names of files that are not complete yet. */
const partialName = /\.[\da-f]{12}\.part$/;

/** Some systems write no more than 2 GiB at once. */
const mostBytes = 2 ** 30;

/**
 * Write a file that appears under its name, or replaces another, when it is complete and on the disk.
 * @throws TrainError TRAIN_IO; what was there before is as it was then, and nothing is left behind
 */
export async function writeWhole(file: string, pieces: readonly (Uint8Array | string)[]): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString("hex")}.part`;
  try {
    await withFile(temporary, "wx", async (handle) => {
      for (const piece of pieces) {
        await writeAll(handle, typeof piece === "string" ? new TextEncoder().encode(piece) : piece);
      }
      await handle.sync();
    });
    await rename(temporary, file);
    await syncDirectory(dirname(file));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw ioError(error, file, "written");
  }
}

/** Add a text to a file, on the disk when this is done. @throws TrainError TRAIN_IO */
export async function appendText(file: string, text: string): Promise<void> {
  try {
    await withFile(file, "a", async (handle) => {
      await writeAll(handle, new TextEncoder().encode(text));
      await handle.sync();
    });
  } catch (error) {
    throw ioError(error, file, "written");
  }
}

/** Remove what processes that were killed left incomplete. What cannot be removed does no harm, so nothing is thrown. */
export async function removePartial(directory: string): Promise<void> {
  for (const name of await readdir(directory).catch(() => [])) {
    if (partialName.test(name)) await rm(join(directory, name), { force: true }).catch(() => {});
  }
}

/** Remove a file, if it is there. @throws TrainError TRAIN_IO */
export async function removeFile(file: string): Promise<void> {
  try {
    await rm(file, { force: true });
  } catch (error) {
    throw ioError(error, file, "removed");
  }
}

/** Is that a file that {@link writeWhole} had not completed? */
export function isPartial(name: string): boolean {
  return partialName.test(name);
}

/** Do something with a file. */
export async function withFile<T>(file: string, flags: string, action: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(file, flags);
  try {
    return await action(handle);
  } finally {
    await handle.close();
  }
}

/** What a user is told when the system refuses; errors of ours stay what they are. */
export function ioError(error: unknown, file: string, verb: "read" | "written" | "removed"): unknown {
  if (isTrainError(error)) return error;
  const code = systemCode(error);
  const reason = reasonOf(code, verb) ?? (error instanceof Error ? error.message : String(error));
  return new TrainError("TRAIN_IO", `it cannot be ${verb} (${reason})`, { file, cause: error });
}

/** The code of an error of the system, or "". */
export function systemCode(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : "";
}

function reasonOf(code: string, verb: "read" | "written" | "removed"): string | undefined {
  return code === "ENOENT" && verb === "written" ? "its directory is not there" : reasons[code];
}

const full = "make room and try again; what was there before is as it was";
const reasons: Readonly<Record<string, string>> = {
  ENOSPC: `the disk is full: ${full}`,
  EDQUOT: `the disk quota is used up: ${full}`,
  ENOENT: "there is none",
  ENOTDIR: "a part of its path is a file",
  EISDIR: "it is a directory",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  EIO: "the disk failed",
};

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await handle.write(bytes, done, Math.min(bytes.length - done, mostBytes))).bytesWritten;
  }
}

/** Put the names in a directory on the disk, where the system can: Windows cannot, nor do some network file systems. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r").catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
