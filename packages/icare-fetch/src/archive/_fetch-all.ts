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

/** So many files in a row that could not be had for want of a session: then the archive is away, and not a file odd. */
const mostLostInRow = 3;

/**
 * Get many files, some at a time, begun in the order of the paths. What fails for one does not end the others; what would
 * fail for all does, such as an archive that is away for longer than three files are tried for, and so does what is no error of the archive: it is thrown when those that run have ended.
 * @throws RangeError, TypeError
 */
export async function fetchAll(
  paths: Iterable<string>,
  concurrency: number,
  fetchOne: FetchOne,
  signal?: AbortSignal,
  onResult?: (result: FetchResult) => void,
): Promise<FetchResult[]> {
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new RangeError(`concurrency must be an integer from 1, got ${String(concurrency)}`);
  }
  if (typeof paths === "string") throw new TypeError("expected a list of paths, got one path");
  signal?.throwIfAborted();
  const stop = new AbortController();
  const both = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const results: FetchResult[] = [];
  let next = 0;
  const list = [...paths];
  let lostInRow = 0;

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
      const fetched = await fetchOne(path, both);
      lostInRow = 0;
      return { path, ...fetched };
    } catch (error) {
      both.throwIfAborted();
      if (isFatal(error) || !isArchiveError(error)) throw error;
      lostInRow = error.isTransient ? lostInRow + 1 : 0;
      if (lostInRow >= mostLostInRow) throw error;
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
