import { resolve } from "node:path";
import { checkFunction, checkInteger, checkOptions, checkSignal } from "../config/check.ts";
import type { TrainEvent, TrainResult } from "../trainer/events.ts";
import { readSweep } from "./plan-file.ts";
import { readState, writeState } from "./run-state.ts";
import { type SweepParts, trainerParts } from "./sweep-parts.ts";
import type { SweepEvent, SweepFailure, SweepResult } from "./sweep-progress.ts";
import { trainRun } from "./train-run.ts";
import type { SweepPlan, SweepRun } from "./types.ts";

/** Options of {@link runSweep}. */
export interface RunSweepOptions {
  /** Number of the one run to train, from 0. @default all */
  readonly index?: number | undefined;
  /** After the batch under way a checkpoint is written, and the signal's reason thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Called with what happens, and waited for. What it throws ends the sweep. */
  readonly onEvent?: ((event: SweepEvent) => void | Promise<void>) | undefined;
}

/**
 * Train the runs of a sweep, one after another. Those that are complete are passed over, others go on where they stopped. A run
 * that fails is noted and tried again the next time; the others go on. Several processes may work on the same sweep.
 *
 * @param sweep its directory, see `createSweep`
 * @throws TypeError, RangeError for wrong options; TrainError TRAIN_RUN when there is no sweep, or a state is damaged,
 * TRAIN_CONFIG, TRAIN_IO when states cannot be written; the signal's reason
 */
export function runSweep(sweep: string, options: RunSweepOptions = {}): Promise<SweepResult> {
  return runSweepWith(sweep, options, trainerParts);
}

/** {@link runSweep} by another trainer. */
export async function runSweepWith(sweep: string, options: RunSweepOptions, parts: SweepParts): Promise<SweepResult> {
  checkOptions("runSweep", options, ["index", "signal", "onEvent"]);
  const { index, signal = new AbortController().signal, onEvent } = options;
  checkSignal(signal);
  checkFunction("onEvent", onEvent);
  const directory = resolve(sweep);
  const plan = await readSweep(directory);
  if (index !== undefined) checkInteger("index", index, 0, plan.runs.length - 1);
  const job = new SweepJob({ directory, plan, signal, parts, onEvent });
  const result = { complete: [] as string[], failed: [] as SweepFailure[], inUse: [] as string[] };
  for (const [i, { name }] of plan.runs.entries()) {
    if (index !== undefined && i !== index) continue;
    const outcome = await job.run(i);
    if (outcome === "complete") result.complete.push(name);
    else if (outcome === "in use") result.inUse.push(name);
    else result.failed.push(outcome);
  }
  return result;
}

interface JobParts {
  readonly directory: string;
  readonly plan: SweepPlan;
  readonly signal: AbortSignal;
  readonly parts: SweepParts;
  readonly onEvent: RunSweepOptions["onEvent"];
}

class SweepJob {
  readonly #job: JobParts;
  /** What is thrown then is no failure of a run. */
  #listenerFailed = false;

  constructor(job: JobParts) {
    this.#job = job;
  }

  async run(index: number): Promise<"complete" | "in use" | SweepFailure> {
    const { directory, plan, signal } = this.#job;
    const run = plan.runs[index]!;
    const about = { kind: "run", name: run.name, index, runs: plan.runs.length } as const;
    signal.throwIfAborted();
    const before = await readState(directory, run);
    if (before?.status === "complete") {
      await this.#emit({ ...about, status: "complete before" });
      return "complete";
    }
    if (before?.status !== "started") await writeState(directory, { run, status: "started", error: null });
    await this.#emit({ ...about, status: "started" });
    const outcome = await this.#train(run);
    if ("best" in outcome) {
      await writeState(directory, { run, status: "complete", error: null });
      await this.#emit({ ...about, status: "complete", best: outcome.best });
      return "complete";
    }
    const { code, message } = outcome;
    if (code === "TRAIN_IN_USE") {
      await this.#emit({ ...about, status: "in use", message });
      return "in use";
    }
    await writeState(directory, { run, status: "failed", error: { code, message } });
    await this.#emit({ ...about, status: "failed", message });
    return { name: run.name, code, message };
  }

  /** @returns how it ended, or why it failed */
  async #train(run: SweepRun): Promise<Pick<TrainResult, "best"> | Omit<SweepFailure, "name">> {
    const { directory, plan, parts, signal } = this.#job;
    const { name } = run;
    const onEvent = (event: TrainEvent): Promise<void> => this.#emit({ kind: "training", name, event });
    try {
      return await trainRun(run, { sweep: directory, plan, parts, signal, onEvent });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (this.#listenerFailed) throw error;
      const { code } = error as { code?: unknown };
      const { message = String(error), name: kind = "Error" } = error as Partial<Error>;
      return { code: typeof code === "string" ? code : kind, message };
    }
  }

  async #emit(event: SweepEvent): Promise<void> {
    try {
      await this.#job.onEvent?.(event);
    } catch (error) {
      this.#listenerFailed = true;
      throw error;
    }
  }
}
