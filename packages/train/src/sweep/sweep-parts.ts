import type { TrainOptions } from "../config/train-options.ts";
import { writeReport } from "../report/write-report.ts";
import type { TrainResult } from "../trainer/events.ts";
import type { ResumeOptions, StartOptions } from "../trainer/start-options.ts";
import { Trainer } from "../trainer/trainer.ts";
import type { TrainRunOptions } from "../trainer/watch.ts";

/** A training of a sweep: what is used of a `Trainer`. */
export interface SweepTraining {
  run(options: TrainRunOptions): Promise<TrainResult>;
  close(): Promise<void>;
}

/** What a sweep is made of; a test has a trainer of its own. */
export interface SweepParts {
  create(options: TrainOptions, start: StartOptions): Promise<SweepTraining>;
  resume(run: string, options: ResumeOptions): Promise<SweepTraining>;
  writeReport(run: string, options: { readonly signal: AbortSignal }): Promise<unknown>;
}

export const trainerParts: SweepParts = {
  create: (options, start) => Trainer.create(options, start),
  resume: (run, options) => Trainer.resume(run, options),
  writeReport,
};
