import type { RemoteStat } from "../types.ts";
import { readJson, writeText } from "./_disk.ts";

/** Of the form of the files below; others are not read. */
const version = 1;

/** Longer than any that was written: paths have at most some thousand bytes. */
const mostRecordBytes = 64 * 1024;

/** What is known of a file, complete or not; kept beside it. */
export interface FileRecord {
  /** Whose it is: on file systems that ignore case, two remote files can have one local name. */
  readonly remotePath: string;
  /** Of the remote file. */
  readonly size: number;
  /** Of the remote file, milliseconds since 1970; undefined where the server does not say. */
  readonly modifiedMs: number | undefined;
  /** When it was complete, or begun; milliseconds since 1970. */
  readonly fetchedAtMs: number;
  /** All bytes are there and were verified. */
  readonly isComplete: boolean;
  /** Of an incomplete file: so many bytes survive a loss of power. */
  readonly syncedBytes: number;
  /** The run of the system that wrote it: within it, bytes that were written are there without being synced. */
  readonly boot: string;
}

/** Are these the same version of a remote file? A time that the server did not say says nothing. */
export function isSameVersion(
  a: Pick<RemoteStat, "size" | "modifiedMs">,
  b: Pick<RemoteStat, "size" | "modifiedMs">,
): boolean {
  const isSameTime = a.modifiedMs === undefined || b.modifiedMs === undefined || a.modifiedMs === b.modifiedMs;
  return a.size === b.size && isSameTime;
}

/** @returns undefined when there is none, or none that can be used */
export async function readRecord(file: string): Promise<FileRecord | undefined> {
  const value = (await readJson(file, mostRecordBytes)) as Partial<FileRecord & { version: number }> | null | undefined;
  if (typeof value !== "object" || value === null || value.version !== version) return undefined;
  const { remotePath, size, modifiedMs, fetchedAtMs, isComplete, syncedBytes, boot } = value;
  if (typeof remotePath !== "string" || typeof boot !== "string" || typeof isComplete !== "boolean") return undefined;
  if (!isLength(size) || !isLength(syncedBytes)) return undefined;
  if (!Number.isFinite(fetchedAtMs) || !(modifiedMs === undefined || Number.isFinite(modifiedMs))) return undefined;
  return { remotePath, size, modifiedMs, fetchedAtMs: fetchedAtMs!, isComplete, syncedBytes, boot };
}

/** Others see it as it was or as it is. */
export function writeRecord(file: string, record: FileRecord): Promise<void> {
  return writeText(file, JSON.stringify({ version, ...record }));
}

function isLength(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
