import type { TrainOptions } from "../config/train-options.ts";

/** Options of training that the runs of a sweep can have. */
export type SweepTrainOptions = Omit<TrainOptions, "dataset" | "out" | "seed">;

/** A run of a sweep. */
export interface SweepRun {
  /** Of its directory: letters, digits, `_`, `.` and `-`. */
  readonly name: string;
  /** What runs have in common that differ in their seed alone. */
  readonly variant: string;
  readonly seed: number;
  /** All that are not as they are by default. */
  readonly options: SweepTrainOptions;
}

/** What is trained in a sweep, in this order: `sweep.json`. */
export interface SweepPlan {
  readonly version: 1;
  /** Absolute path or URL. */
  readonly dataset: string;
  readonly runs: readonly SweepRun[];
}

/** A run as it is asked for; without a seed it is trained with each of those of the sweep. */
export interface SweepEntry {
  readonly name: string;
  /** @default the name */
  readonly variant?: string | undefined;
  readonly seed?: number | undefined;
  /** They go before those of the sweep. */
  readonly options?: SweepTrainOptions | undefined;
}

/** What to sweep over: one of `angles`, `bands` and `runs`. */
export interface SweepOptions {
  /** Directory, file or URL of the dataset. */
  readonly dataset: string;
  /** Of all runs. */
  readonly options?: SweepTrainOptions | undefined;
  /** Numbers of angles; see `keptAngles`. */
  readonly angles?: readonly number[] | undefined;
  /** Schemes of fields; see `bandSchemes`. */
  readonly bands?: readonly string[] | undefined;
  readonly runs?: readonly SweepEntry[] | undefined;
  /** @default [0] */
  readonly seeds?: readonly number[] | undefined;
}
