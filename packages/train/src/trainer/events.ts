import type { Summary } from "@atcs/dataset/metrics";

/** A line of `metrics.jsonl`. */
export interface EpochMetrics {
  /** From 1. */
  readonly epoch: number;
  /** Updates that were made since the beginning. */
  readonly step: number;
  readonly learningRate: number;
  readonly train: {
    /** At labels, of all instances together, while the weights changed: as that of the evaluation, without a penalty. */
    readonly loss: number;
    /** Mean over the batches of what was made small: loss and weighted smoothness penalty. Of trainings with one. */
    readonly objective?: number | undefined;
    /** Of what the network said while it was trained. */
    readonly dice: number | null;
  };
  /** Null in epochs without an evaluation. */
  readonly val: {
    /** At labels, of all instances together, without a smoothness penalty. */
    readonly loss: number;
    readonly dice: number | null;
    /** Plain numbers of the summary, by name. */
    readonly scores: Readonly<Record<string, number | null>>;
  } | null;
  /** Is it the best so far? */
  readonly best: boolean;
  /** Training and evaluation. */
  readonly seconds: number;
  /** Of training alone. */
  readonly imagesPerSecond: number;
  /** Share of the time of training that was waited for data, 0 to 1. */
  readonly waiting: number;
  /** Resident memory of the process at the end of the epoch, in bytes. */
  readonly memory: number;
}

/** What a trainer tells as it goes. */
export type TrainEvent =
  | {
      readonly kind: "started";
      readonly engine: string;
      readonly device: string;
      /** The first that is trained, from 1; `epochs + 1` when all are complete. */
      readonly epoch: number;
      readonly epochs: number;
      readonly instances: { readonly train: number; readonly val: number };
    }
  | {
      readonly kind: "batch";
      readonly epoch: number;
      readonly batch: number;
      readonly batches: number;
      /** Of this batch alone, at labels. */
      readonly loss: number;
      /** Of this batch alone: what was made small. Of trainings with a smoothness penalty. */
      readonly objective?: number | undefined;
      /** Of this batch alone. */
      readonly dice: number | null;
      /** Of this epoch so far, time for data included, evaluations not. */
      readonly imagesPerSecond: number;
      readonly secondsLeft: number;
      readonly memory: number;
    }
  | { readonly kind: "evaluating"; readonly epoch: number; readonly done: number; readonly total: number }
  | { readonly kind: "epoch"; readonly metrics: EpochMetrics }
  | { readonly kind: "warning"; readonly message: string };

/** How a training ended. */
export interface TrainResult {
  readonly run: string;
  readonly epochs: number;
  readonly best: { readonly epoch: number; readonly dice: number } | null;
  /** Scores of the last evaluation since the training was started or gone on with; null without any. */
  readonly last: Summary | null;
}
