import { Worker } from "node:worker_threads";
import { EngineFailure } from "../failure.ts";
import type { MicroBatch } from "../types.ts";
import type { GradientComputer, MicroBatchGradients } from "./gradient-computer.ts";
import { type FromWorker, fromPlainError, givenAway, type ToWorker, type WorkerSetup } from "./worker-protocol.ts";

/**
 * Computes in a thread of its own, from the script that lies beside the built package. The thread keeps the process alive only
 * while there is something to wait for.
 */
export class WorkerComputer implements GradientComputer {
  readonly #worker: Worker;
  #device = "";
  #lost: EngineFailure | undefined;
  #job: Job | undefined;

  private constructor(setup: WorkerSetup) {
    // Flags of the process such as --input-type would not suit the worker.
    const options = { workerData: setup, execArgv: [], stdout: true, stderr: true };
    this.#worker = new Worker(new URL("./gradient-worker.js", import.meta.url), options);
    this.#worker.on("error", (error) => this.#lose(explain(error)));
    this.#worker.on("messageerror", (error) => this.#lose(explain(error)));
    this.#worker.on("exit", (code) => this.#lose(new EngineFailure("lost", `a worker ended with code ${code}`)));
    this.#worker.on("message", (message: FromWorker) => this.#onMessage(message));
  }

  /** @throws (rejects with) EngineFailure when the worker cannot start; the errors of `LocalComputer.create` */
  static async start(setup: WorkerSetup): Promise<WorkerComputer> {
    const computer = new WorkerComputer(setup);
    try {
      const answer = await computer.#answer();
      if (answer.kind !== "ready") throw unexpected(answer);
      computer.#device = answer.device;
      computer.#worker.unref();
      return computer;
    } catch (error) {
      await computer.end();
      throw error;
    }
  }

  /** What it runs on. */
  get device(): string {
    return this.#device;
  }

  async gradients(batch: MicroBatch): Promise<MicroBatchGradients> {
    const answer = await this.#ask({ kind: "gradients", batch });
    if (answer.kind !== "gradients") throw unexpected(answer);
    return answer.result;
  }

  logitsAtLabels(batch: MicroBatch): Promise<Float32Array> {
    return this.#askForLogits({ kind: "labels", batch });
  }

  logitsDense(images: Float32Array, shape: MicroBatch["shape"]): Promise<Float32Array> {
    return this.#askForLogits({ kind: "dense", images, shape });
  }

  /** What is being computed is given up. */
  async end(): Promise<void> {
    // Whoever waits for the end waits in a process that must live to see it.
    this.#worker.ref();
    await this.#worker.terminate();
  }

  async #askForLogits(message: ToWorker): Promise<Float32Array> {
    const answer = await this.#ask(message);
    if (answer.kind !== "logits") throw unexpected(answer);
    return answer.result;
  }

  async #ask(message: ToWorker): Promise<FromWorker> {
    // When there is no memory for the copies, nothing is asked, and nobody waits for an answer.
    const { message: own, transfer } = givenAway(message);
    this.#worker.postMessage(own, transfer);
    this.#worker.ref();
    try {
      return await this.#answer();
    } finally {
      this.#worker.unref();
    }
  }

  /** What comes next. */
  #answer(): Promise<FromWorker> {
    return new Promise((resolve, reject) => {
      if (this.#lost === undefined) this.#job = { resolve, reject };
      else reject(this.#lost);
    });
  }

  #onMessage(message: FromWorker): void {
    const job = this.#job;
    this.#job = undefined;
    if (message.kind === "failed") job?.reject(fromPlainError(message.error));
    else job?.resolve(message);
  }

  #lose(failure: EngineFailure): void {
    this.#lost ??= failure;
    this.#job?.reject(this.#lost);
    this.#job = undefined;
  }
}

interface Job {
  readonly resolve: (answer: FromWorker) => void;
  readonly reject: (error: Error) => void;
}

function explain(error: unknown): EngineFailure {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const kind = code === "ERR_WORKER_OUT_OF_MEMORY" ? "memory" : "lost";
  return new EngineFailure(kind, `a worker failed: ${String(message)}`, { cause: error });
}

function unexpected({ kind }: FromWorker): EngineFailure {
  return new EngineFailure("lost", `a worker answered with ${kind}`);
}
