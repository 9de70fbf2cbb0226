import type { RemoteStat } from "../types.ts";
import { readJson, writeText } from "./_disk.ts";

/** Of the form of the files below; others are not read. */
const version = 2;

/** Longer than any that was written: paths have at most some thousand bytes. */
const mostRecordBytes = 64 * 1024;

/** What is known of a file, complete or not; kept beside it. */
export interface FileRecord {
  /** The archive that it is from, with the root of its paths: `sftp://me@host:22/SPACEBORNE`. */
  readonly origin: string;
  /** In the archive: on file systems that ignore case, two remote files can have one local name. */
  readonly path: string;
  /** Of the remote file. */
  readonly size: number;
  /** Of the remote file, milliseconds since 1970; undefined where the server does not say. */
  readonly modifiedMs: number | undefined;
  /** When it was complete, or begun; milliseconds since 1970. */
  readonly fetchedAtMs: number;
  /** All bytes are there and were verified. Where not, a file that has its name already is about to be replaced. */
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

/** The same, where both times are known: without them, another version can have the same size. */
export function isSurelySameVersion(
  a: Pick<RemoteStat, "size" | "modifiedMs">,
  b: Pick<RemoteStat, "size" | "modifiedMs">,
): boolean {
  return a.size === b.size && a.modifiedMs !== undefined && a.modifiedMs === b.modifiedMs;
}

/** @returns undefined when there is none, or none that can be used */
export function readRecord(file: string): FileRecord | undefined {
  const value = readJson(file, mostRecordBytes) as Partial<FileRecord & { version: number }> | null | undefined;
  if (typeof value !== "object" || value === null || value.version !== version) return undefined;
  const { origin, path, size, modifiedMs, fetchedAtMs, isComplete, syncedBytes, boot } = value;
  if (typeof origin !== "string" || typeof path !== "string") return undefined;
  if (typeof boot !== "string" || typeof isComplete !== "boolean") return undefined;
  if (!isLength(size) || !isLength(syncedBytes)) return undefined;
  if (!Number.isFinite(fetchedAtMs) || !(modifiedMs === undefined || Number.isFinite(modifiedMs))) return undefined;
  return { origin, path, size, modifiedMs, fetchedAtMs: fetchedAtMs!, isComplete, syncedBytes, boot };
}

/** Is it of the same file of the same archive? */
export function isOf(record: FileRecord | undefined, file: Pick<FileRecord, "origin" | "path">): record is FileRecord {
  return record?.origin === file.origin && record.path === file.path;
}

/** Others see it as it was or as it is. */
export function writeRecord(file: string, record: FileRecord): void {
  writeText(file, JSON.stringify({ version, ...record }));
}

function isLength(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
