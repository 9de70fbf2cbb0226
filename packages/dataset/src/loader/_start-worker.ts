import { nodeModule } from "../store/_node.ts";
import type { FromWorker, ToWorker } from "./worker-protocol.ts";

/** The part of a browser's `Worker` that is needed. */
export interface WebWorkerLike {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(
    type: "message" | "error" | "messageerror",
    listener: (event: {
      readonly type: string;
      readonly data?: unknown;
      readonly message?: string;
      preventDefault(): void;
    }) => void,
  ): void;
  terminate(): void;
}

/** The part of a `Worker` of `node:worker_threads` that is needed. */
export interface NodeWorkerLike {
  postMessage(message: unknown, transfer?: ArrayBuffer[]): void;
  on(event: "message", listener: (message: unknown) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "exit", listener: (code: number) => void): unknown;
  terminate(): Promise<number>;
  ref(): void;
  unref(): void;
}

/** A worker of a browser or of Node. */
export type WorkerLike = WebWorkerLike | NodeWorkerLike;

/** A worker of either kind. */
export interface HostedWorker {
  post(message: ToWorker, transfer?: ArrayBuffer[]): void;
  listen(onMessage: (message: FromWorker) => void, onError: (error: Error) => void): void;
  /** Shall the process live on while the worker does? (Node) */
  hold(held: boolean): void;
  end(): Promise<void>;
}

/** Start a worker: one that the user creates, or that of this package. */
export function startWorker(create: () => WorkerLike = createWorker): HostedWorker {
  const worker = create();
  return "on" in worker ? hostNodeWorker(worker) : hostWebWorker(worker);
}

/** The worker that lies beside the built package. */
function createWorker(): WorkerLike {
  const threads = nodeModule("node:worker_threads");
  if (threads !== undefined) {
    // Not written as below, lest bundlers for browsers copy the script once more, as an asset.
    const here = import.meta.url;
    // Flags of the process such as --input-type would not suit the worker.
    return new threads.Worker(new URL("./loader-worker.js", here), { execArgv: [] });
  }
  if (typeof Worker === "undefined") throw new TypeError("there are no workers here: use workers: 0");
  // Bundlers look for exactly this expression.
  return new Worker(new URL("./loader-worker.js", import.meta.url), { type: "module" });
}

function hostNodeWorker(worker: NodeWorkerLike): HostedWorker {
  let ending = false;
  worker.unref();
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    listen: (onMessage, onError) => {
      worker.on("message", (message) => onMessage(message as FromWorker));
      worker.on("error", onError);
      worker.on("exit", (code) => onError(new Error(`a worker of the loader exited with ${code}`)));
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
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    listen: (onMessage, onError) => {
      worker.addEventListener("message", (event) => onMessage(event.data as FromWorker));
      worker.addEventListener("error", (event) => {
        // It is told to whoever waits, and need not be an uncaught error of the page as well.
        event.preventDefault();
        onError(new Error(event.message || "the script of the loader's worker was not found, or is not allowed here"));
      });
      worker.addEventListener("messageerror", () => onError(new Error("a message of a worker could not be read")));
    },
    hold: () => {},
    end: async () => worker.terminate(),
  };
}
