import { shown } from "../_text.ts";
import { CacheError } from "../errors.ts";
import { isThere, statOf } from "./_disk.ts";
import type { Place } from "./_place.ts";
import { readRecord } from "./_record.ts";
import type { StrayFile } from "./types.ts";

/**
 * What lies in the place of a file and is not known to be it.
 * @throws CacheError when it is no file
 */
export function findStray({ remotePath, origin, path, data, record: recordFile }: Place): StrayFile | undefined {
  const there = statOf(data);
  if (there === undefined && isThere(data)) throw inTheWay(remotePath, data, "a link to nothing");
  if (there === undefined) return undefined;
  if (there.isDirectory()) throw inTheWay(remotePath, data, "a directory");
  if (!there.isFile()) throw inTheWay(remotePath, data, "something that is not a file");
  const record = readRecord(recordFile);
  const { size } = there;
  // One that has another size than it came with was changed here.
  const isForeign = record === undefined || (record.isComplete && record.size !== size);
  if (isForeign) return { path: data, size, origin: undefined, modifiedMs: undefined };
  // Others are the cache's own, of before the file changed.
  const isOfAnother = record.path === path && record.origin !== origin && record.isComplete;
  return isOfAnother ? { path: data, size, origin: record.origin, modifiedMs: record.modifiedMs } : undefined;
}

/** What lies where a file belongs is nobody's whom the cache knows: it is not replaced. */
export function inTheWay(remotePath: string, file: string, what: string): CacheError {
  const message = `${file}: ${what} is in the way of ${shown(remotePath)} of the archive; move it, or use another directory`;
  return new CacheError("ARCHIVE_CACHE", message, { remotePath, file });
}
