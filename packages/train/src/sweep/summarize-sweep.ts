import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { TrainError } from "../errors.ts";
import { readEpochs } from "../report/read-epochs.ts";
import { runFiles } from "../run/layout.ts";
import { readRunConfig } from "../run/run-directory.ts";
import { slotCount } from "./kept-angles.ts";
import { runDirectory, sweepFiles } from "./layout.ts";
import { readSweep } from "./plan-file.ts";
import { readState } from "./run-state.ts";
import { type ScoreStatistics, scoreStatistics } from "./score-statistics.ts";
import type { SweepRun } from "./types.ts";

/** Scores of the epoch with the best validation Dice, as far as the task has them. */
export const sweepScores: readonly ScoreName[] = [
  "dice",
  "iou",
  "precision",
  "recall",
  "accuracy",
  "cloud_mask_accuracy",
  "cloud_scenario_accuracy",
  "cloud_top_height_bin_accuracy",
  "cloud_top_height_bin_offset",
  "cloud_top_height_bin_offset_m",
];

/** A headline score of an evaluation. */
export type ScoreName =
  | "dice"
  | "iou"
  | "precision"
  | "recall"
  | "accuracy"
  | "cloud_mask_accuracy"
  | "cloud_scenario_accuracy"
  | "cloud_top_height_bin_accuracy"
  | "cloud_top_height_bin_offset"
  | "cloud_top_height_bin_offset_m";

/** What came of a run. */
export interface SweepRunSummary extends Pick<SweepRun, "name" | "variant" | "seed"> {
  readonly status: "waiting" | "started" | "complete" | "failed";
  /** Epochs that are complete. */
  readonly epochs: number;
  /** On the validation set; null before the first evaluation that has a Dice. */
  readonly best: {
    readonly epoch: number;
    readonly scores: Readonly<Partial<Record<ScoreName, number | null>>>;
  } | null;
  /** Of training and evaluation. */
  readonly seconds: number;
  /** Why it failed. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** What came of the complete runs that differ in their seed alone. */
export interface SweepVariantSummary {
  readonly name: string;
  /** Slots of views that are kept. */
  readonly angles: readonly number[];
  /** Runs that are complete, and all. */
  readonly complete: number;
  readonly runs: number;
  readonly scores: Readonly<Partial<Record<ScoreName, ScoreStatistics>>>;
}

/** What came of a sweep: `summary.json`. */
export interface SweepSummary {
  readonly version: 1;
  readonly dataset: string;
  /** Do the variants differ in nothing but how many angles there are? */
  readonly isOverAngles: boolean;
  readonly variants: readonly SweepVariantSummary[];
  readonly runs: readonly SweepRunSummary[];
}

/**
 * Scores of a sweep, as far as it is. Any process may ask at any time.
 * @param sweep its directory
 * @throws TrainError TRAIN_RUN when there is no sweep, something of it is damaged, or runs saw different labels, so that their
 * scores do not compare; TRAIN_CONFIG; TRAIN_IO
 */
export async function summarizeSweep(sweep: string): Promise<SweepSummary> {
  const directory = resolve(sweep);
  const plan = await readSweep(directory);
  const runs: SweepRunSummary[] = [];
  const fingerprints = new Map<string, string>();
  for (const run of plan.runs) {
    const summary = await summarizeRun(directory, run);
    runs.push(summary);
    if (summary.status !== "complete") continue;
    const { dataset } = await readRunConfig(runDirectory(directory, run.name));
    fingerprints.set(dataset.fingerprint, run.name);
  }
  checkSameData(directory, fingerprints);
  const variants = variantsOf(plan.runs, runs);
  return { version: 1, dataset: plan.dataset, isOverAngles: isOverAngles(plan.runs), variants, runs };
}

async function summarizeRun(sweep: string, run: SweepRun): Promise<SweepRunSummary> {
  const { name, variant, seed } = run;
  const state = await readState(sweep, run);
  const file = join(runDirectory(sweep, name), runFiles.metrics);
  const epochs = await readEpochs(file);
  const { status = "waiting", error = null } = state ?? {};
  if (status === "complete" && epochs.length === 0) {
    const own = `${sweepFiles.states}/${name}.json and ${sweepFiles.runs}/${name}`;
    const problem = `the run is complete, but there are no metrics of it: bring them back, or remove ${own} to train it anew`;
    throw new TrainError("TRAIN_RUN", problem, { file });
  }
  const best = epochs.findLast((epoch) => epoch.best && epoch.val !== null);
  const seconds = epochs.reduce((sum, epoch) => sum + epoch.seconds, 0);
  return {
    ...{ name, variant, seed, status, epochs: epochs.length },
    best: best?.val == null ? null : { epoch: best.epoch, scores: headline(best.val.scores) },
    ...{ seconds, error },
  };
}

function headline(scores: Readonly<Record<string, number | null>>): Partial<Record<ScoreName, number | null>> {
  return Object.fromEntries(sweepScores.filter((name) => name in scores).map((name) => [name, scores[name]]));
}

function checkSameData(sweep: string, fingerprints: ReadonlyMap<string, string>): void {
  const [first, second] = fingerprints.values();
  if (second === undefined) return;
  const problem = `${first} and ${second} were trained with other labels or another split, so their scores do not compare`;
  throw new TrainError("TRAIN_RUN", `${problem}: make another sweep for the dataset as it is now`, { file: sweep });
}

function variantsOf(plan: readonly SweepRun[], runs: readonly SweepRunSummary[]): SweepVariantSummary[] {
  return firstOfEach(plan).map(({ variant, options }) => {
    const own = runs.filter((run) => run.variant === variant);
    const complete = own.filter(({ status }) => status === "complete");
    const scores = sweepScores.flatMap((name): [ScoreName, ScoreStatistics][] => {
      const values = complete.map(({ best }) => best?.scores[name]).filter((value) => typeof value === "number");
      const found = scoreStatistics(values);
      return found === null ? [] : [[name, found]];
    });
    return {
      name: variant,
      angles: keptOf(options.omitAngles),
      complete: complete.length,
      runs: own.length,
      scores: Object.fromEntries(scores),
    };
  });
}

function isOverAngles(plan: readonly SweepRun[]): boolean {
  const variants = firstOfEach(plan);
  const counts = new Set(variants.map(({ options }) => keptOf(options.omitAngles).length));
  const [first, ...others] = variants.map(({ options: { omitAngles: _, ...rest } }) => rest);
  const isSame = others.every((rest) => isDeepStrictEqual(rest, first));
  return isSame && others.length > 0 && counts.size === variants.length;
}

/** A run of each variant, in the order of the plan. */
function firstOfEach(plan: readonly SweepRun[]): SweepRun[] {
  return plan.filter(({ variant }, i) => plan.findIndex((run) => run.variant === variant) === i);
}

function keptOf(omitted: readonly number[] = []): number[] {
  return Array.from({ length: slotCount }, (_, slot) => slot).filter((slot) => !omitted.includes(slot));
}
