import { renameSync, utimesSync } from "node:fs";
import { ArchiveError } from "../errors.ts";
import { ifThere, statOf } from "./_disk.ts";
import type { Place } from "./_place.ts";
import { type FileRecord, isOf, readRecord } from "./_record.ts";

/** What is known of a complete file that is there; it is noted as used. */
export function findRecord(place: Place, nowMs: number): FileRecord | undefined {
  const file = statOf(place.data);
  if (file?.isFile() !== true) return undefined;
  const fits = (record: FileRecord): boolean => isOf(record, place) && record.isComplete && record.size === file.size;
  const record = readRecord(place.record);
  if (record !== undefined && fits(record)) {
    markAsUsed(place, nowMs);
    return record;
  }
  // Whoever finished it was killed between the last two steps.
  const completed = readRecord(place.partRecord);
  if (record?.isComplete === true || completed === undefined || !fits(completed)) return undefined;
  if (statOf(place.part) !== undefined) return undefined;
  adoptRecord(place, nowMs);
  return completed;
}

/** Make the record of a part that of the complete file. Another process may be doing the same. */
export function adoptRecord(place: Place, nowMs: number): void {
  ifThere(() => renameSync(place.partRecord, place.record));
  markAsUsed(place, nowMs);
}

/** Note when a file was last used, for all processes. */
function markAsUsed(place: Place, nowMs: number): void {
  const now = new Date(nowMs);
  try {
    utimesSync(place.record, now, now);
  } catch {
    // A cache that may only be read is one in which nothing is evicted.
  }
}

/** @throws ArchiveError ARCHIVE_NAME when the file system takes another remote file's name for this one's */
export function refuseTwin(place: Place): void {
  const record = statOf(place.data) === undefined ? undefined : readRecord(place.record);
  if (record === undefined || record.path === place.path) return;
  const message = `${place.remotePath}: the local file system takes its name for that of ${record.path}, which is in the cache`;
  throw new ArchiveError("ARCHIVE_NAME", message, { remotePath: place.remotePath, file: place.data });
}
