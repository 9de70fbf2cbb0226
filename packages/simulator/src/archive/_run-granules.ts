import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type GranuleThread, granuleError, startGranuleThread } from "./_granule-thread.ts";
import { partName } from "./_part-file.ts";
import type { PlannedGranule } from "./types.ts";
import { createGranuleWriter, type WriterSetup, type WrittenGranule } from "./write-granule.ts";

/** Is told while granules are made. */
export interface RunListener {
  onStart(granule: PlannedGranule): void;
  onShare(granule: PlannedGranule, share: number): void;
  onDone(granule: PlannedGranule, written: WrittenGranule): void;
}

/**
 * Make granules, begun in their order, on so many threads; 0 for this one. Which thread makes which changes nothing.
 * The first error, or the signal, stops all of them and leaves no file half written.
 * @throws GranuleWriteError, WorkerStartError; the reason of the signal; what the listener throws
 */
export async function runGranules(
  granules: readonly PlannedGranule[],
  workers: number,
  setup: WriterSetup,
  listener: RunListener,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  const stop = new AbortController();
  const onAbort = (): void => stop.abort(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  const guarded = guardedListener(listener, stop);
  const queue = granules.values();
  const start = workers === 0 ? () => thisThread(setup, stop.signal) : () => startGranuleThread(setup);
  const lanes = Array.from({ length: Math.min(Math.max(1, workers), granules.length) }, () =>
    runLane(queue, start(), setup, guarded, stop),
  );
  try {
    await Promise.all(lanes);
  } finally {
    // The others end before the caller goes on: nothing is written behind its back.
    await Promise.allSettled(lanes);
    signal?.removeEventListener("abort", onAbort);
  }
}

async function runLane(
  queue: Iterator<PlannedGranule>,
  thread: GranuleThread,
  setup: WriterSetup,
  listener: RunListener,
  stop: AbortController,
): Promise<void> {
  const onStop = (): void => void thread.end();
  stop.signal.addEventListener("abort", onStop, { once: true });
  let current: PlannedGranule | undefined;
  try {
    for (;;) {
      stop.signal.throwIfAborted();
      const { value: granule, done } = queue.next();
      if (done) return;
      current = granule;
      listener.onStart(granule);
      const written = await thread.write(granule, (share) => listener.onShare(granule, share));
      current = undefined;
      listener.onDone(granule, written);
    }
  } catch (error) {
    stop.abort(error);
    throw stop.signal.reason;
  } finally {
    stop.signal.removeEventListener("abort", onStop);
    await thread.end();
    if (current !== undefined) await removeParts(current, setup);
  }
}

/** A listener that throws stops the run by its error: it is called from where nobody would catch it. */
function guardedListener(listener: RunListener, stop: AbortController): RunListener {
  const guard = (tell: () => void): void => {
    try {
      tell();
    } catch (error) {
      stop.abort(error);
    }
  };
  return {
    onStart: (granule) => guard(() => listener.onStart(granule)),
    onShare: (granule, share) => guard(() => listener.onShare(granule, share)),
    onDone: (granule, written) => guard(() => listener.onDone(granule, written)),
  };
}

/** The same without a worker. */
function thisThread(setup: WriterSetup, signal: AbortSignal): GranuleThread {
  const writeGranule = createGranuleWriter(setup);
  return {
    async write(granule, onShare) {
      try {
        return await writeGranule(granule, { signal, onShare });
      } catch (cause) {
        if (signal.aborted) throw cause;
        throw granuleError(granule, cause);
      }
    },
    end: async () => {},
  };
}

/** A worker that was ended could not do it. That it fails too is not what went wrong. */
async function removeParts({ files }: PlannedGranule, { out, mark }: WriterSetup): Promise<void> {
  for (const { path } of files) await rm(partName(join(out, path), mark), { force: true }).catch(() => {});
}
