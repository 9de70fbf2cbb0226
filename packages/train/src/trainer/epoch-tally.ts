import { ScoreBoard, type ScoreOptions, type Summary } from "@atcs/dataset/metrics";
import { noSums } from "../checkpoint/progress-json.ts";
import type { EpochSums } from "../run/progress.ts";

/** What a batch adds. */
export interface BatchTally {
  readonly numerator: number;
  readonly denominator: number;
  /** What was made small. */
  readonly loss: number;
  readonly instances: number;
  readonly board: ScoreBoard;
  readonly seconds: number;
  readonly waitingSeconds: number;
}

/** Sums over the batches of an epoch. */
export class EpochTally {
  #sums: EpochSums;
  readonly #board: ScoreBoard;

  /** @param sums of the batches that are done */
  constructor(scoring: ScoreOptions, sums: EpochSums = noSums) {
    this.#sums = sums;
    this.#board = new ScoreBoard(scoring);
    if (sums.scores !== null) this.#board.merge(ScoreBoard.fromJSON(sums.scores));
  }

  /** But for the scores, which are those that it began with. */
  get done(): Omit<EpochSums, "scores"> {
    return this.#sums;
  }

  /** Instances for each second that was worked. */
  get imagesPerSecond(): number {
    const { instances, seconds } = this.#sums;
    return seconds > 0 ? instances / seconds : 0;
  }

  add(batch: BatchTally): void {
    const sums = this.#sums;
    this.#board.merge(batch.board);
    this.#sums = {
      numerator: sums.numerator + batch.numerator,
      denominator: sums.denominator + batch.denominator,
      loss: sums.loss + batch.loss,
      batches: sums.batches + 1,
      instances: sums.instances + batch.instances,
      scores: sums.scores,
      seconds: sums.seconds + batch.seconds,
      waitingSeconds: sums.waitingSeconds + batch.waitingSeconds,
    };
  }

  summary(): Summary {
    return this.#board.summary();
  }

  /** For a checkpoint. */
  sums(): EpochSums {
    return { ...this.#sums, scores: this.#sums.batches === 0 ? null : this.#board.toJSON() };
  }
}
