import { setImmediate as turn } from "node:timers/promises";
import { isArchiveError, isOutage } from "../errors.ts";
import type { FetchResult } from "./types.ts";

/** Gets one file: says where it is, and whether it was there already. */
export type FetchOne = (
  path: string,
  signal: AbortSignal,
) => Promise<{ readonly file: string; readonly fromCache: boolean }>;

/** Options of {@link fetchAll}. */
export interface AllOptions {
  /** At a time. */
  readonly concurrency: number;
  readonly signal?: AbortSignal | undefined;
  readonly onResult?: ((result: FetchResult) => void) | undefined;
  /** Called for each file that came and of which nobody is told, because all ends with an error. */
  readonly release?: ((path: string) => void) | undefined;
}

/** What is true of all files alike, so that the others need not be tried. */
function isFatal(error: unknown): boolean {
  return (
    isOutage(error) ||
    isArchiveError(
      error,
      "ARCHIVE_AUTHENTICATION",
      "ARCHIVE_CREDENTIALS",
      "ARCHIVE_HOST_KEY",
      "ARCHIVE_DISK_FULL",
      "ARCHIVE_CLOSED",
    )
  );
}

const longestTurnMs = 20;

/** So many rounds of files in a row, of which each lost its sessions until it was given up: then no file is odd, but the archive. */
const mostLostRounds = 3;

/**
 * Get many files, some at a time, begun in the order of the paths. What fails for one does not end the others; what would
 * fail for all does, and so does what is no error of the archive: it is thrown when those that run have ended.
 * @throws RangeError, TypeError
 */
export async function fetchAll(
  paths: Iterable<string>,
  fetchOne: FetchOne,
  { concurrency, signal, onResult, release }: AllOptions,
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

  let turnMs = performance.now();
  /** Files that are here take no time, and many of them would keep all else from happening, such as an abort. */
  const giveWay = async (): Promise<void> => {
    if (performance.now() - turnMs < longestTurnMs) return;
    await turn();
    turnMs = performance.now();
  };

  const lane = async (): Promise<void> => {
    while (next < list.length && !both.aborted) {
      await giveWay();
      // Others may have taken the last one meanwhile.
      if (both.aborted || next >= list.length) return;
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
      if (lostInRow >= mostLostRounds * concurrency) throw error;
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
  if (both.aborted && onResult === undefined) {
    for (const result of results) if (result !== undefined && "file" in result) release?.(result.path);
  }
  both.throwIfAborted();
  return results;
}
