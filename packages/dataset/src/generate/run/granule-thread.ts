import { Worker } from "node:worker_threads";
import { DatasetError } from "../../errors.ts";
import type { LocalGranule } from "../granule/types.ts";
import { type GranuleOutcome, type GranuleSetup, makeGranule } from "./make-granule.ts";
import { type FromWorker, fromPlainError, type ToWorker } from "./worker-protocol.ts";

/** Makes one granule at a time. */
export interface GranuleThread {
  make(granule: LocalGranule, onShare: (share: number) => void): Promise<GranuleOutcome>;
  /** What is being made is given up. Nothing touches its files afterwards. */
  end(): Promise<void>;
}

/** The same without a worker. */
export function thisThread(setup: GranuleSetup, signal: AbortSignal): GranuleThread {
  let last: Promise<unknown> = Promise.resolve();
  return {
    make(granule, onShare) {
      const made = makeGranule(granule, setup, { onShare, signal });
      last = made;
      return made;
    },
    async end() {
      await last.catch(() => {});
    },
  };
}

/**
 * A thread of its own. When it is lost while it makes a granule, as by a file that makes the library for HDF5 fail
 * beyond repair, another is started that tries again, and if that one is lost too, the granule is left out.
 */
export function workerThread(setup: GranuleSetup): GranuleThread {
  let worker = new GranuleWorker(setup);
  let isEnded = false;
  return {
    async make(granule, onShare) {
      for (const isLast of [false, true]) {
        try {
          return await worker.make(granule, onShare);
        } catch (error) {
          if (isEnded || !(error instanceof WorkerLost)) throw error;
          worker = new GranuleWorker(setup);
          if (isLast) break;
        }
      }
      return { skipped: { reason: "damaged", message: "its files end the worker that reads them, twice" } };
    },
    async end() {
      isEnded = true;
      await worker.end();
    },
  };
}

/** A worker that was at work has ended. */
class WorkerLost extends Error {}

/** A worker from the script that lies beside the built package. */
class GranuleWorker {
  readonly #worker: Worker;
  #isReady = false;
  #lost: Error | undefined;
  #job: Job | undefined;

  constructor(setup: GranuleSetup) {
    // Flags of the process such as --input-type would not suit the worker.
    this.#worker = new Worker(new URL("./generate-worker.js", import.meta.url), { workerData: setup, execArgv: [] });
    this.#worker.on("error", (error) => this.#lose(error));
    this.#worker.on("messageerror", (error) => this.#lose(error));
    this.#worker.on("exit", (code) => this.#lose(new Error(`it ended with code ${code}`)));
    this.#worker.on("message", (message: FromWorker) => this.#onMessage(message));
  }

  make(granule: LocalGranule, onShare: (share: number) => void): Promise<GranuleOutcome> {
    return new Promise((resolve, reject) => {
      if (this.#lost !== undefined) {
        reject(this.#explain(this.#lost));
        return;
      }
      this.#job = { resolve, reject, onShare };
      this.#worker.postMessage({ granule } satisfies ToWorker);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #onMessage(message: FromWorker): void {
    if (message.kind === "ready") this.#isReady = true;
    else if (message.kind === "share") this.#job?.onShare(message.share);
    else {
      const ended = this.#job;
      this.#job = undefined;
      if (message.kind === "done") ended?.resolve(message.outcome);
      else ended?.reject(fromPlainError(message.error));
    }
  }

  #lose(cause: Error): void {
    this.#lost ??= cause;
    this.#job?.reject(this.#explain(this.#lost));
    this.#job = undefined;
  }

  #explain(cause: Error): Error {
    if (this.#isReady) return new WorkerLost(cause.message, { cause });
    const problem = `no worker could be started (${cause.message}): workers: 0 does without`;
    return new DatasetError("DATASET_GENERATION", problem, { cause });
  }
}

interface Job {
  readonly resolve: (outcome: GranuleOutcome) => void;
  readonly reject: (error: Error) => void;
  readonly onShare: (share: number) => void;
}
