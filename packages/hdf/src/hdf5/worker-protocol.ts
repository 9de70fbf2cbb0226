import type { Problem } from "./failure.ts";
import type { AttributeEntry, AxisDescription, DatasetDescription, Link, Payload } from "./session.ts";
import type { Slab } from "./slabs.ts";

/** What the worker opens. Outside browsers a Blob cannot be read synchronously: the other thread reads it. */
export type WorkerSource =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "blob"; readonly blob: Blob }
  | { readonly kind: "bridge"; readonly size: number; readonly bridge: BridgeMemory };

/** Memory through which a thread that waits gets bytes from one that reads asynchronously. */
export interface BridgeMemory {
  /** One int32: 0 while waiting, then 1 (bytes are there) or 2 (failed). */
  readonly state: SharedArrayBuffer;
  readonly bytes: SharedArrayBuffer;
}

export type ToWorker =
  | { readonly type: "open"; readonly source: WorkerSource; readonly maxBytes: number }
  | {
      readonly type: "read";
      readonly call: number;
      readonly dataset: string;
      readonly slab: Slab;
      readonly fields: readonly number[] | null;
    };

export type FromWorker =
  /** The first message: the script was loaded. What fails before it is a worker that cannot be started. */
  | { readonly type: "started" }
  | { readonly type: "opened"; readonly snapshot: Snapshot }
  | { readonly type: "failed"; readonly problem: Problem }
  | { readonly type: "result"; readonly call: number; readonly payloads: Payload[] }
  | { readonly type: "error"; readonly call: number; readonly problem: Problem }
  /** Bytes wanted, through the bridge. */
  | { readonly type: "bytes"; readonly offset: number; readonly length: number };

/** Something described, or why it cannot be. */
export type Described<T> = { readonly value: T } | { readonly problem: Problem };

/** Everything but the data, by object. */
export interface Snapshot {
  readonly links: ReadonlyMap<string, Described<readonly Link[]>>;
  readonly attributes: ReadonlyMap<string, Described<readonly AttributeEntry[]>>;
  readonly datasets: ReadonlyMap<string, Described<DatasetDescription>>;
  readonly axes: ReadonlyMap<string, Described<readonly AxisDescription[]>>;
}
