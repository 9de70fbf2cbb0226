import { ClosedError, SourceError } from "../errors.ts";
import type { WorkerLike } from "../options.ts";
import { answerRequest, createBridge } from "./bridge.ts";
import { toHdfError } from "./failure.ts";
import type { Payload, Session } from "./session.ts";
import { readSnapshot } from "./snapshot.ts";
import { type HostedWorker, startWorker, WorkerStartError } from "./start-worker.ts";
import type { FromWorker, Snapshot, WorkerSource } from "./worker-protocol.ts";

/** What a worker can open; `bytes` are handed over to it. */
export type WorkerInput = Exclude<WorkerSource, { kind: "bridge" }>;

export interface WorkerRequest {
  readonly input: WorkerInput;
  /** Of the file, for errors. */
  readonly name: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
  readonly create: (() => WorkerLike) | undefined;
}

interface Waiting {
  resolve(payloads: Payload[]): void;
  reject(error: unknown): void;
}

/**
 * Open a file in a worker of its own, which ends with the session.
 * @throws WorkerStartError when there is no worker; other HdfErrors; the signal's reason
 */
export async function openInWorker(request: WorkerRequest): Promise<Session> {
  const { name, maxBytes, signal } = request;
  signal?.throwIfAborted();
  const worker = startWorker(name, request.create);
  try {
    const connection = new Connection(worker, request.input, name);
    const snapshot = await connection.open(maxBytes, signal);
    return {
      ...readSnapshot(snapshot, name),
      read: (dataset, slab, fields) => connection.read(dataset, slab, fields),
      hold: (held) => worker.hold(held),
      close: () => connection.close(),
    };
  } catch (error) {
    await worker.end();
    throw error;
  }
}

/** The messages between this thread and a worker. */
class Connection {
  readonly #worker: HostedWorker;
  readonly #input: WorkerInput;
  readonly #source: WorkerSource;
  readonly #name: string;
  readonly #waiting = new Map<number, Waiting>();
  #opening: { resolve(snapshot: Snapshot): void; reject(error: unknown): void } | undefined;
  #calls = 0;
  #started = false;
  #end: Error | undefined;

  constructor(worker: HostedWorker, input: WorkerInput, name: string) {
    this.#worker = worker;
    this.#input = input;
    this.#name = name;
    this.#source =
      input.kind === "blob" && !worker.readsBlobs
        ? { kind: "bridge", size: input.blob.size, bridge: createBridge() }
        : input;
    worker.listen(
      (message) => this.#receive(message),
      (error) => this.#fail(this.#stopped(error)),
    );
  }

  async open(maxBytes: number, signal: AbortSignal | undefined): Promise<Snapshot> {
    const onAbort = () => this.#opening?.reject(signal?.reason);
    signal?.addEventListener("abort", onAbort);
    this.#worker.hold(true);
    try {
      return await new Promise<Snapshot>((resolve, reject) => {
        this.#opening = { resolve, reject };
        const source = this.#source;
        this.#worker.post({ type: "open", source, maxBytes }, source.kind === "bytes" ? [source.bytes.buffer] : []);
      });
    } finally {
      this.#opening = undefined;
      this.#worker.hold(false);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  read(...[dataset, slab, fields]: Parameters<Session["read"]>): Promise<Payload[]> {
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined) throw this.#end;
      const call = this.#calls++;
      this.#waiting.set(call, { resolve, reject });
      this.#worker.post({ type: "read", call, dataset, slab: plainSlab(slab), fields });
    });
  }

  async close(): Promise<void> {
    this.#fail(new ClosedError({ file: this.#name }));
    await this.#worker.end();
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case "started":
        this.#started = true;
        return;
      case "bytes":
        void this.#answer(message.offset, message.length);
        return;
      case "opened":
        this.#opening?.resolve(message.snapshot);
        return;
      case "failed":
        this.#opening?.reject(toHdfError(message.problem, this.#name));
        return;
      case "result":
        this.#waiting.get(message.call)?.resolve(message.payloads);
        this.#waiting.delete(message.call);
        return;
      case "error":
        this.#waiting.get(message.call)?.reject(toHdfError(message.problem, this.#name));
        this.#waiting.delete(message.call);
        return;
    }
  }

  async #answer(offset: number, length: number): Promise<void> {
    if (this.#source.kind !== "bridge" || this.#input.kind !== "blob") return;
    await answerRequest(this.#source.bridge, this.#input.blob, offset, length);
  }

  #stopped(error: Error): Error {
    if (!this.#started) return new WorkerStartError(this.#name, error);
    return new SourceError(`the worker stopped: ${error.message}`, { file: this.#name, cause: error });
  }

  #fail(error: Error): void {
    this.#end ??= error;
    this.#opening?.reject(this.#end);
    for (const { reject } of this.#waiting.values()) reject(this.#end);
    this.#waiting.clear();
  }
}

/** A piece has more properties than a slab; the worker needs none of them. */
function plainSlab({ start, count, step }: Parameters<Session["read"]>[1]): Parameters<Session["read"]>[1] {
  return { start, count, step };
}
