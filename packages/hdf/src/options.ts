import type { Source } from "./source/types.ts";
import type { OperationOptions } from "./types.ts";

/** Options of `open`. */
export interface OpenOptions extends OperationOptions {
  /**
   * The most bytes that one `read` may return, and that may be copied from a source that cannot be read in place
   * (HDF5 from a random-access source, or from a Blob without a worker). More is a LimitError.
   * @default 1073741824 (1 GiB)
   */
  readonly maxBytes?: number;
  /**
   * Memory for decoded chunks (HDF4 also: elements that are compressed as a whole) that are kept for the next read,
   * until the file is closed. 0 keeps none.
   * @default 67108864 (64 MiB)
   */
  readonly cacheBytes?: number;
  /** Name of the source in error messages. @default the path, `File.name` or a description of the source */
  readonly name?: string;
  /**
   * Opens a file that an HDF4 file refers to (external elements), given the name as stored.
   * @default for a path: files in the same directory or below it; else such data is an UnsupportedError
   */
  readonly openExternal?: (fileName: string) => Source | Promise<Source>;
  /**
   * Where libhdf5 reads an HDF5 file (HDF4 is always read in place, without a worker):
   *
   * - unset: a Blob in a worker, or copied into memory up to `maxBytes` when no worker can be started; all else in this
   *   thread, where nothing else runs during a call of libhdf5 and nothing can interrupt one;
   * - `true`: every source in a worker of its own. The event loop stays free, a signal or `close` ends any wait at once,
   *   and `close` ends the worker even if a hostile file makes libhdf5 hang. All objects are described when the file is
   *   opened (100,000 at most). An UnsupportedError when no worker can be started;
   * - a function: as `true`, in the worker that it creates from `@atcs/hdf/hdf5-worker`, for bundlers that do not find
   *   that script by themselves. It is called once for each file, whose `close` ends the worker;
   * - `false`: never; a Blob is copied into memory, up to `maxBytes`.
   */
  readonly worker?: boolean | (() => WorkerLike);
}

/** What reading HDF5 needs of a worker: a `Worker` of a browser or of `node:worker_threads` has it. */
export type WorkerLike = WebWorkerLike | NodeWorkerLike;

/** The part of a browser's `Worker`. */
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

/** The part of a `Worker` of `node:worker_threads`. */
export interface NodeWorkerLike {
  postMessage(message: unknown, transfer?: ArrayBuffer[]): void;
  on(event: "message", listener: (message: unknown) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "exit", listener: (code: number) => void): unknown;
  terminate(): Promise<number>;
  ref(): void;
  unref(): void;
}

export const defaultMaxBytes: number = 2 ** 30;
export const defaultCacheBytes: number = 2 ** 26;
