import type { PlannedGranule } from "../plan/types.ts";
import type { Downloads, FetchedGranule } from "./downloads.ts";
import { type GranuleThread, thisThread, workerThread } from "./granule-thread.ts";
import { Lookahead } from "./lookahead.ts";
import type { GranuleOutcome, GranuleSetup } from "./make-granule.ts";

/** Is told while granules are made. */
export interface RunListener {
  onStart(granule: PlannedGranule): void;
  onShare(granule: PlannedGranule, share: number): void;
  /** The granule is done: write it down. */
  onDone(granule: PlannedGranule, outcome: GranuleOutcome): Promise<void>;
}

/** How {@link runGranules} goes about it. */
export interface RunOptions {
  /** Threads; 0 for this one. */
  readonly workers: number;
  readonly signal: AbortSignal;
}

/**
 * Make granules, begun in their order. The files of the next ones are fetched meanwhile. The first error, or the signal,
 * stops all of it; what is under way then is made again by the next run.
 * @throws the first error; the signal's reason
 */
export async function runGranules(
  granules: readonly PlannedGranule[],
  downloads: Downloads,
  setup: GranuleSetup,
  listener: RunListener,
  { workers, signal }: RunOptions,
): Promise<void> {
  signal.throwIfAborted();
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  // It is called from where nobody would catch what it throws.
  const onShare = (granule: PlannedGranule, share: number): void => {
    try {
      listener.onShare(granule, share);
    } catch (error) {
      stop.abort(error);
    }
  };
  const guarded = { ...listener, onShare };
  const lanes = Math.min(Math.max(1, workers), granules.length);
  const ahead = new Lookahead(granules, lanes, (granule) => {
    listener.onStart(granule);
    return downloads.fetch(granule, both);
  });
  const run = async (thread: GranuleThread): Promise<void> => {
    try {
      await runLane(thread, ahead, downloads, guarded, both);
    } catch (error) {
      stop.abort(error);
      throw error;
    } finally {
      await thread.end();
    }
  };
  const start = (): GranuleThread => (workers === 0 ? thisThread(setup, both) : workerThread(setup));
  const running = Array.from({ length: lanes }, () => run(start()));
  try {
    await Promise.all(running);
  } finally {
    // Everything has ended before the caller goes on: nothing is written behind its back.
    await Promise.allSettled(running);
    for (const { item } of await ahead.drain()) downloads.release(item);
  }
}

async function runLane(
  thread: GranuleThread,
  ahead: Lookahead<PlannedGranule, FetchedGranule>,
  downloads: Downloads,
  listener: RunListener,
  signal: AbortSignal,
): Promise<void> {
  // Resolves a wait for a worker that nobody will end otherwise.
  const onAbort = (): void => void thread.end();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    for (let next = ahead.next(); next !== undefined; next = ahead.next()) {
      const { item: granule, result } = next;
      const fetched = await result;
      signal.throwIfAborted();
      try {
        const outcome =
          "skipped" in fetched ? fetched : await thread.make(fetched, (share) => listener.onShare(granule, share));
        signal.throwIfAborted();
        await listener.onDone(granule, outcome);
      } finally {
        if (!("skipped" in fetched)) downloads.release(granule);
      }
    }
  } catch (error) {
    // What a thread says that was ended is not why.
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
