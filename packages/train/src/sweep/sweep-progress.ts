import type { TrainEvent, TrainResult } from "../trainer/events.ts";

/** What a sweep tells as it goes. */
export type SweepEvent =
  | {
      readonly kind: "run";
      readonly name: string;
      /** From 0. */
      readonly index: number;
      /** Of the whole sweep. */
      readonly runs: number;
      /** `in use`: another process trains it. */
      readonly status: "complete before" | "started" | "complete" | "failed" | "in use";
      /** Of `complete`. */
      readonly best?: TrainResult["best"];
      /** Of `failed` and `in use`. */
      readonly message?: string;
    }
  | { readonly kind: "training"; readonly name: string; readonly event: TrainEvent };

/** A run that failed. */
export interface SweepFailure {
  readonly name: string;
  /** Of the error: `TRAIN_MEMORY`. */
  readonly code: string;
  readonly message: string;
}

/** How a sweep ended. */
export interface SweepResult {
  /** Names of runs that are complete, also of those that were so before. */
  readonly complete: readonly string[];
  readonly failed: readonly SweepFailure[];
  /** Names of runs that other processes train. */
  readonly inUse: readonly string[];
}
