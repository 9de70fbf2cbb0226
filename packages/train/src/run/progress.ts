import type { ScoresJson } from "@atcs/dataset/metrics";

/** State of the learning rate. */
export interface ScheduleState {
  readonly learningRate: number;
  /** Best validation Dice that the schedule has seen; null before the first. */
  readonly best: number | null;
  /** Evaluations that were no better, since then or since the learning rate last fell. */
  readonly sinceBest: number;
}

/** Sums over the batches of an epoch that is under way. */
export interface EpochSums {
  /** Of the loss at labels. */
  readonly numerator: number;
  readonly denominator: number;
  /** Sum over batches of what was made small, and their number. */
  readonly loss: number;
  readonly batches: number;
  readonly instances: number;
  /** Counts of what the network said in training; null before the first batch. */
  readonly scores: ScoresJson | null;
  /** Seconds that were worked, and of these waited for data. */
  readonly seconds: number;
  readonly waitingSeconds: number;
}

/** How far a training is; with the state of the engine and the configuration, all that is needed to go on. */
export interface Progress {
  /** Epochs that are complete. */
  readonly epoch: number;
  /** Of the epoch under way; batches of it that are done are `epochSums.batches`. */
  readonly epochSums: EpochSums;
  readonly schedule: ScheduleState;
  /** The epoch with the best validation Dice, from 1; null before the first evaluation. */
  readonly best: { readonly epoch: number; readonly dice: number } | null;
}
