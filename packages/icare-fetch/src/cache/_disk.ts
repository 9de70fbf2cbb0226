import { randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { shown } from "../_text.ts";
import { CacheError, isArchiveError } from "../errors.ts";

/** Begins the names of files that are being written. */
export const temporaryPrefix = ".tmp-";

/** The system's word for what went wrong: "ENOENT". Empty for other errors. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : "";
}

/** Is that because the disk, or the user's share of it, is full? */
export function isDiskFull(error: unknown): boolean {
  return codeOf(error) === "ENOSPC" || codeOf(error) === "EDQUOT";
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
export async function onDisk<T>(doing: string, file: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw asCacheError(error, doing, file);
  }
}

/** What it gives, or undefined where there is nothing of that name. */
export async function ifThere<T>(task: Promise<T>): Promise<T | undefined> {
  try {
    return await task;
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

/**
 * Write a file so that nobody who looks for it ever sees a part of it. It is not written out: after a loss of power it may be
 * empty, which whoever reads it takes for nothing.
 */
export async function writeText(file: string, text: string): Promise<void> {
  const temporary = join(dirname(file), temporaryPrefix + randomUUID());
  let handle: FileHandle | undefined;
  try {
    handle = await open(temporary, "wx");
    await handle.writeFile(text);
    await handle.close();
    handle = undefined;
    await rename(temporary, file);
  } catch (error) {
    await handle?.close().catch(() => {});
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}

/** @returns undefined when it is not there, longer than allowed, or no JSON */
export async function readJson(file: string, mostBytes: number): Promise<unknown> {
  const handle = await ifThere(open(file, "r"));
  if (handle === undefined) return undefined;
  try {
    const { size } = await handle.stat();
    if (size > mostBytes) return undefined;
    return JSON.parse(await handle.readFile("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  } finally {
    await handle.close();
  }
}
