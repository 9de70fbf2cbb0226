import { UnsupportedError } from "../errors.ts";
import type { NodeWorkerLike, WebWorkerLike, WorkerLike } from "../options.ts";
import { nodeModule } from "../source/path.ts";
import type { FromWorker, ToWorker } from "./worker-protocol.ts";

/** A worker of Node or a browser. */
export interface HostedWorker {
  /** Can it read a Blob synchronously? */
  readonly readsBlobs: boolean;
  post(message: ToWorker, transfer?: ArrayBuffer[]): void;
  listen(onMessage: (message: FromWorker) => void, onError: (error: Error) => void): void;
  /** Shall the process live on while the worker does? (Node) */
  hold(held: boolean): void;
  end(): Promise<void>;
}

/** No worker can be started here: none exist, its script is missing, or a policy forbids it. */
export class WorkerStartError extends UnsupportedError {
  readonly reason: string;

  constructor(file: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const problem =
      `the worker that reads HDF5 could not be started: ${reason}; ` +
      'see "In a browser" in the README of @atcs/hdf for the option "worker" and for bundlers';
    super(problem, { file, cause });
    this.reason = reason;
  }
}

/** Start a worker: one that the user creates, or that of this package. @throws WorkerStartError */
export function startWorker(file: string, create: () => WorkerLike = createWorker): HostedWorker {
  try {
    const worker = create();
    return "on" in worker ? hostNodeWorker(worker) : hostWebWorker(worker);
  } catch (error) {
    throw new WorkerStartError(file, error);
  }
}

/** The worker that lies beside the built package. */
function createWorker(): WorkerLike {
  const threads = nodeModule("node:worker_threads");
  if (threads !== undefined) {
    // Not written as below, lest bundlers for browsers copy the script once more, as an asset.
    const here = import.meta.url;
    // Flags of the process such as --input-type would not suit the worker.
    return new threads.Worker(new URL("./hdf5-worker.js", here), { execArgv: [] });
  }
  if (typeof Worker === "undefined") throw new Error("there are no workers here");
  // Bundlers look for exactly this expression.
  return new Worker(new URL("./hdf5-worker.js", import.meta.url), { type: "module" });
}

function hostNodeWorker(worker: NodeWorkerLike): HostedWorker {
  let ending = false;
  worker.unref();
  return {
    readsBlobs: false,
    post: (message, transfer) => worker.postMessage(message, transfer),
    listen: (onMessage, onError) => {
      worker.on("message", (message) => onMessage(message as FromWorker));
      worker.on("error", onError);
      worker.on("exit", (code) => onError(new Error(`it exited with ${code}`)));
    },
    hold: (held) => {
      if (ending) return;
      if (held) worker.ref();
      else worker.unref();
    },
    end: async () => {
      // Whoever waits for the end waits in a process that must live to see it.
      ending = true;
      worker.ref();
      await worker.terminate();
    },
  };
}

function hostWebWorker(worker: WebWorkerLike): HostedWorker {
  return {
    readsBlobs: true,
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    listen: (onMessage, onError) => {
      worker.addEventListener("message", (event) => onMessage(event.data as FromWorker));
      worker.addEventListener("error", (event) => {
        // It is told to whoever waits, and need not be an uncaught error of the page as well.
        event.preventDefault();
        onError(new Error(event.message || "its script was not found, or not allowed by the content security policy"));
      });
      worker.addEventListener("messageerror", () => onError(new Error("a message could not be read")));
    },
    hold: () => {},
    end: async () => worker.terminate(),
  };
}
