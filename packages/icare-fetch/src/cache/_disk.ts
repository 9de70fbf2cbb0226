import { randomUUID } from "node:crypto";
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { shown } from "../_text.ts";
import { CacheError, isArchiveError } from "../errors.ts";

// Short calls of the system are synchronous in this folder: each takes 5 to 30 microseconds, and through a promise, which
// hands it to another thread, 50 to 250. A small file needs some twenty of them. What can take long (writing many bytes,
// flushing them to the disk) is asynchronous.

/** Begins the names of files that are being written. */
export const temporaryPrefix = ".tmp-";

/** What is written is renamed at once; what is so old was left behind by a process that was killed. */
export const leftoverMs: number = 24 * 3600 * 1000;

/** The system's word for what went wrong: "ENOENT". Empty for other errors. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : "";
}

/** Is that because the disk, or the user's share of it, is full? */
export function isDiskFull(error: unknown): boolean {
  return codeOf(error) === "ENOSPC" || codeOf(error) === "EDQUOT";
}

/** Can nothing be written there, for now or by this user? What is there can still be read. */
export function isUnwritable(error: unknown): boolean {
  return isDiskFull(error) || ["EROFS", "EACCES", "EPERM"].includes(codeOf(error));
}

/** As an error of the cache, if it is one of the system. */
export function asCacheError(error: unknown, doing: string, file: string): unknown {
  if (isArchiveError(error) || !(error instanceof Error) || codeOf(error) === "") return error;
  if (isDiskFull(error)) {
    const message = `${dirname(file)}: the disk is full (${codeOf(error)}) while ${doing}; free space and start again`;
    return new CacheError("ARCHIVE_DISK_FULL", message, { file, cause: error });
  }
  const message = `${file}: ${doing} failed: ${shown(error.message)}`;
  return new CacheError("ARCHIVE_CACHE", message, { file, cause: error });
}

/** Do something on the disk. @throws CacheError */
export async function onDisk<T>(doing: string, file: string, task: () => T | Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw asCacheError(error, doing, file);
  }
}

/** What it gives, or undefined where there is nothing of that name. */
export function ifThere<T>(task: () => T): T | undefined {
  try {
    return task();
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

/** Names in a directory; none where there is no such directory. */
export function namesIn(directory: string): string[] {
  return ifThere(() => readdirSync(directory)) ?? [];
}

/**
 * Make a directory, with those above it; one that is there is left as it is. Node's own way (`recursive`) says that there is no
 * such file (ENOENT) where the disk is read-only (EROFS), and does not come to an end where the system says of a directory
 * that is there that it is not, as /proc does.
 *
 * @param mode of those that are made. @default 0o777, less the process's mask
 * @throws the error of the system
 */
export function makeDirectory(directory: string, mode?: number): void {
  if (makeIfMissing(directory, mode)) return;
  makeDirectory(dirname(directory), mode);
  if (!makeIfMissing(directory, mode)) mkdirSync(directory, { mode });
}

/**
 * Asks whether it is there after it could not be made, never before: another process or thread may make it at any moment.
 * @returns false when its parent is missing
 */
function makeIfMissing(directory: string, mode?: number): boolean {
  try {
    mkdirSync(directory, { mode });
    return true;
  } catch (error) {
    if (statOf(directory)?.isDirectory() === true) return true;
    if (codeOf(error) === "ENOENT" && dirname(directory) !== directory) return false;
    throw error;
  }
}

/**
 * Write a file so that nobody who looks for it ever sees a part of it. It is not flushed to the disk: after a loss of power
 * it may be empty, which whoever reads it takes for nothing.
 */
export function writeText(file: string, text: string): void {
  const temporary = join(dirname(file), temporaryPrefix + randomUUID());
  try {
    writeFileSync(temporary, text, { flag: "wx" });
    renameSync(temporary, file);
  } catch (error) {
    try {
      removeFile(temporary);
    } catch {
      // Swept a day later.
    }
    throw error;
  }
}

/** @returns undefined where there is nothing of that name, which costs less than an error does */
export function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

/** Is there anything of that name, and be it a link to nothing? */
export function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Remove a file, if it is there. Node's `rmSync` makes several calls of the system, and an error of one that is not. */
export function removeFile(file: string): void {
  if (isThere(file)) ifThere(() => unlinkSync(file));
}

/** @returns undefined when it is not there, longer than allowed, or no JSON */
export function readJson(file: string, mostBytes: number): unknown {
  const size = statOf(file)?.size;
  if (size === undefined || size > mostBytes) return undefined;
  const text = ifThere(() => readFileSync(file, "utf8"));
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Remove it if it is so old that whoever wrote it was killed. */
export function removeLeftover(path: string): void {
  const found = statOf(path);
  if (found !== undefined && Date.now() - found.mtimeMs > leftoverMs) rmSync(path, { recursive: true, force: true });
}

/** Remove what processes that were killed left behind in a directory while they were writing. */
export function sweepTemporary(directory: string): void {
  for (const name of namesIn(directory)) if (name.startsWith(temporaryPrefix)) removeLeftover(join(directory, name));
}
