import { isTrainError } from "../errors.ts";
import { readRunConfig } from "../run/run-directory.ts";
import type { TrainEvent, TrainResult } from "../trainer/events.ts";
import { runDirectory } from "./layout.ts";
import type { SweepParts, SweepTraining } from "./sweep-parts.ts";
import type { SweepPlan, SweepRun } from "./types.ts";

/** What a run of a sweep needs. */
export interface RunContext {
  /** Directory of the sweep. */
  readonly sweep: string;
  readonly plan: SweepPlan;
  readonly parts: SweepParts;
  readonly signal: AbortSignal;
  readonly onEvent: (event: TrainEvent) => Promise<void>;
}

/** Train a run to its end: from the beginning, or from where it stopped. */
export async function trainRun(run: SweepRun, context: RunContext): Promise<TrainResult> {
  const { parts, signal, onEvent } = context;
  const warnings: string[] = [];
  const training = await start(run, context, (message) => void warnings.push(message));
  let result: TrainResult;
  try {
    for (const message of warnings) await onEvent({ kind: "warning", message });
    result = await training.run({ signal, onEvent });
  } finally {
    await training.close();
  }
  await parts.writeReport(result.run, { signal });
  return result;
}

async function start(
  run: SweepRun,
  { sweep, plan, parts, signal }: RunContext,
  onWarning: (message: string) => void,
): Promise<SweepTraining> {
  const out = runDirectory(sweep, run.name);
  if (await isBegun(out)) return parts.resume(out, { signal, onWarning });
  return parts.create({ ...run.options, dataset: plan.dataset, seed: run.seed, out }, { signal, onWarning });
}

/** A run that was killed before it had a configuration begins anew. */
async function isBegun(run: string): Promise<boolean> {
  try {
    await readRunConfig(run);
    return true;
  } catch (error) {
    if (isTrainError(error, "TRAIN_RUN")) return false;
    throw error;
  }
}
