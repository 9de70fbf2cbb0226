import { isArchiveError } from "../errors.ts";
import type { FetchResult } from "./types.ts";

/** Gets one file: says where it is, and whether it was there already. */
export type FetchOne = (
  path: string,
  signal: AbortSignal,
) => Promise<{ readonly file: string; readonly fromCache: boolean }>;

/** What is true of all files alike, so that the others need not be tried. */
function isFatal(error: unknown): boolean {
  return isArchiveError(
    error,
    "ARCHIVE_AUTHENTICATION",
    "ARCHIVE_CREDENTIALS",
    "ARCHIVE_HOST_KEY",
    "ARCHIVE_DISK_FULL",
    "ARCHIVE_CLOSED",
  );
}

/**
 * Get many files, some at a time, begun in the order of the paths. What fails for one does not end the others; what would
 * fail for all does, and so does what is no error of the archive: it is thrown when those that run have ended.
 */
export async function fetchAll(
  paths: Iterable<string>,
  concurrency: number,
  fetchOne: FetchOne,
  signal?: AbortSignal,
  onResult?: (result: FetchResult) => void,
): Promise<FetchResult[]> {
  signal?.throwIfAborted();
  const stop = new AbortController();
  const both = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const results: FetchResult[] = [];
  let next = 0;
  const list = [...paths];

  const lane = async (): Promise<void> => {
    while (next < list.length && !both.aborted) {
      const index = next++;
      const path = list[index]!;
      const result = await fetchResult(path);
      results[index] = result;
      onResult?.(result);
    }
  };
  const fetchResult = async (path: string): Promise<FetchResult> => {
    try {
      return { path, ...(await fetchOne(path, both)) };
    } catch (error) {
      both.throwIfAborted();
      if (isFatal(error) || !isArchiveError(error)) throw error;
      return { path, error };
    }
  };
  const lanes = Array.from({ length: Math.min(concurrency, list.length) }, () =>
    lane().catch((error: unknown) => {
      stop.abort(error);
      throw error;
    }),
  );
  await Promise.allSettled(lanes);
  both.throwIfAborted();
  return results;
}
