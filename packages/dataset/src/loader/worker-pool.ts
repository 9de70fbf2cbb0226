import type { SourceKind } from "../sources/open-source.ts";
import type { StoreOrigin } from "../store/types.ts";
import { type HostedWorker, startWorker, type WorkerLike } from "./_start-worker.ts";
import type { BatchOrder, Recipe } from "./instance-reader.ts";
import type { Batch } from "./types.ts";
import { type FromWorker, fromProblem } from "./worker-protocol.ts";

/** What the workers open. */
export interface WorkerPoolOptions {
  readonly origin: StoreOrigin;
  readonly kind: SourceKind;
  readonly recipe: Recipe;
  readonly create: (() => WorkerLike) | undefined;
}

/** A batch that is wanted. */
interface Task {
  readonly order: BatchOrder;
  readonly memory: ArrayBuffer | undefined;
  resolve(batch: Batch): void;
  reject(reason: unknown): void;
}

/** A worker, and the batch that it is making. */
interface Member {
  readonly worker: HostedWorker;
  call: number | undefined;
}

/** Threads that make a whole batch each. They are started when they are first needed and live until `close`. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #members: Member[] = [];
  readonly #waiting: Task[] = [];
  readonly #running = new Map<number, Task>();
  #nextCall = 0;
  #failure: unknown;
  #closed = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  /** Have at least this many workers. */
  grow(count: number): void {
    while (this.#members.length < count) this.#members.push(this.#start());
  }

  /** Make a batch in the next worker that is free. @param memory for its inputs: handed over to the worker */
  make(order: BatchOrder, signal: AbortSignal, memory?: ArrayBuffer): Promise<Batch> {
    return new Promise<Batch>((resolve, reject) => {
      signal.throwIfAborted();
      if (this.#closed || this.#failure !== undefined) throw this.#failure ?? new Error("the workers have ended");
      const onAbort = (): void => this.#cancel(task, signal.reason);
      const end = (): void => signal.removeEventListener("abort", onAbort);
      const task: Task = {
        order,
        memory,
        resolve: (batch) => {
          end();
          resolve(batch);
        },
        reject: (reason) => {
          end();
          reject(reason);
        },
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.#waiting.push(task);
      this.#assign();
    });
  }

  /** End the workers; batches that are being made are refused with the reason. */
  async close(reason: unknown): Promise<void> {
    this.#closed = true;
    this.#fail(reason);
    await Promise.all(this.#members.splice(0).map(({ worker }) => worker.end()));
  }

  #start(): Member {
    const { origin, kind, recipe, create } = this.#options;
    const member: Member = { worker: startWorker(create), call: undefined };
    member.worker.listen(
      (message) => this.#receive(member, message),
      (error) => this.#fail(error),
    );
    member.worker.post({ type: "open", origin, kind, recipe });
    return member;
  }

  #assign(): void {
    for (const member of this.#members) {
      if (member.call !== undefined) continue;
      const task = this.#waiting.shift();
      if (task === undefined) return;
      const call = this.#nextCall++;
      member.call = call;
      this.#running.set(call, task);
      member.worker.hold(true);
      const { order, memory } = task;
      member.worker.post({ type: "batch", call, order, memory }, memory === undefined ? [] : [memory]);
    }
  }

  #receive(member: Member, message: FromWorker): void {
    const task = this.#running.get(message.call);
    this.#running.delete(message.call);
    member.call = undefined;
    member.worker.hold(false);
    // Without a task it was cancelled.
    if (message.type === "batch") task?.resolve(message.batch);
    else task?.reject(fromProblem(message.problem));
    this.#assign();
  }

  #cancel(task: Task, reason: unknown): void {
    const index = this.#waiting.indexOf(task);
    if (index !== -1) this.#waiting.splice(index, 1);
    for (const [call, running] of this.#running) {
      if (running !== task) continue;
      this.#running.delete(call);
      this.#members.find((member) => member.call === call)?.worker.post({ type: "cancel", call });
    }
    task.reject(reason);
  }

  #fail(reason: unknown): void {
    this.#failure ??= reason;
    const tasks = [...this.#waiting.splice(0), ...this.#running.values()];
    this.#running.clear();
    for (const task of tasks) task.reject(reason);
  }
}
