import { Worker } from "node:worker_threads";
import { GranuleWriteError, WorkerStartError } from "../errors.ts";
import { type FromWorker, fromPlainError, type ToWorker } from "./_worker-protocol.ts";
import type { PlannedGranule } from "./types.ts";
import type { WriterSetup, WrittenGranule } from "./write-granule.ts";

/** Makes one granule at a time. */
export interface GranuleThread {
  write(granule: PlannedGranule, onShare: (share: number) => void): Promise<WrittenGranule>;
  /** What is being written is given up, and rejects. Nothing touches its files afterwards. */
  end(): Promise<void>;
}

/** A worker from the script that lies beside the built package. */
export function startGranuleThread(setup: WriterSetup): GranuleThread {
  // Flags of the process such as --input-type would not suit the worker.
  const worker = new Worker(new URL("./archive-worker.js", import.meta.url), { workerData: setup, execArgv: [] });
  let isReady = false;
  let lost: Error | undefined;
  let job: Job | undefined;

  const lose = (cause: Error): void => {
    lost ??= cause;
    job?.fail(lost, isReady);
    job = undefined;
  };
  worker.on("error", lose);
  worker.on("messageerror", lose);
  worker.on("exit", (code) => lose(new Error(`its worker ended with code ${code}`)));
  worker.on("message", (message: FromWorker) => {
    if (message.kind === "ready") isReady = true;
    else if (message.kind === "share") job?.onShare(message.share);
    else {
      const ended = job;
      job = undefined;
      if (message.kind === "done") ended?.resolve(message.written);
      else ended?.fail(fromPlainError(message.error), true);
    }
  });

  return {
    write: (granule, onShare) =>
      new Promise((resolve, reject) => {
        const fail = (cause: Error, wasReady: boolean): void => reject(explain(granule, cause, wasReady));
        if (lost !== undefined) {
          fail(lost, isReady);
          return;
        }
        job = { resolve, fail, onShare };
        worker.postMessage({ granule } satisfies ToWorker);
      }),
    end: async () => {
      await worker.terminate();
    },
  };
}

interface Job {
  readonly resolve: (written: WrittenGranule) => void;
  readonly fail: (cause: Error, wasReady: boolean) => void;
  readonly onShare: (share: number) => void;
}

function explain(granule: PlannedGranule, cause: Error, wasReady: boolean): Error {
  if (wasReady) return granuleError(granule, cause);
  return new WorkerStartError(`no worker could be started (${cause.message}): workers: 0 does without`, { cause });
}

/** What went wrong, with the name of the granule that it went wrong with. */
export function granuleError({ granule }: PlannedGranule, cause: unknown): GranuleWriteError {
  const file = (cause as { file?: unknown } | null | undefined)?.file;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new GranuleWriteError(granule, message, { cause, file: typeof file === "string" ? file : undefined });
}
