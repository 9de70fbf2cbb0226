import type { ScoreOptions } from "@atcs/dataset/metrics";
import { encodeCheckpoint, writeCheckpoint } from "../checkpoint/checkpoint.ts";
import type { RunConfig } from "../config/run-config.ts";
import type { Subsets } from "../data/open-subsets.ts";
import type { EngineSession } from "../engines/types.ts";
import { checkpointFiles } from "../run/layout.ts";
import type { Progress } from "../run/progress.ts";
import type { RunDirectory } from "../run/run-directory.ts";
import { EpochTally } from "./epoch-tally.ts";

/** What a training is about, all of it open. */
export interface JobParts {
  readonly config: RunConfig;
  readonly run: RunDirectory;
  readonly subsets: Subsets;
  readonly session: EngineSession;
  readonly progress: Progress;
  /** Threads that compute. */
  readonly workers: number;
  /** A clock that nobody sets. */
  readonly seconds: () => number;
}

/** A training that is under way. What it has reached is what the session's state belongs to, at every moment. */
export class Job {
  readonly config: RunConfig;
  readonly run: RunDirectory;
  readonly subsets: Subsets;
  readonly session: EngineSession;
  readonly workers: number;
  readonly seconds: () => number;
  /** Seconds that the last evaluation took; unknown before the first. */
  evaluationSeconds: number | undefined;
  #progress: Progress;
  #tally: EpochTally;
  #savedAt: number;

  constructor({ config, run, subsets, session, progress, workers, seconds }: JobParts) {
    this.config = config;
    this.run = run;
    this.subsets = subsets;
    this.session = session;
    this.workers = workers;
    this.seconds = seconds;
    this.#progress = progress;
    this.#tally = new EpochTally(this.scoring, progress.epochSums);
    this.#savedAt = seconds();
  }

  /** How scores are counted. */
  get scoring(): ScoreOptions {
    const { task, dataset, training } = this.config;
    const [first, end] = dataset.heightBins;
    return {
      task,
      bins: end - first,
      firstBin: first,
      ...(task === "seg_3d" ? {} : { threshold: training.threshold }),
    };
  }

  /** Of the epoch under way. */
  get tally(): EpochTally {
    return this.#tally;
  }

  get progress(): Progress {
    return { ...this.#progress, epochSums: this.#tally.sums() };
  }

  /** Epochs that are complete. */
  get epoch(): number {
    return this.#progress.epoch;
  }

  /** Nothing is left to train. */
  get isComplete(): boolean {
    return this.epoch >= this.config.training.epochs;
  }

  get learningRate(): number {
    return this.#progress.schedule.learningRate;
  }

  /** Batches of an epoch of training. */
  get batchesPerEpoch(): number {
    return Math.ceil(this.subsets.train.length / this.config.training.batchSize);
  }

  /** Updates that were made since the beginning. */
  get step(): number {
    return this.epoch * this.batchesPerEpoch + this.tally.done.batches;
  }

  /** Seconds since the last checkpoint was written. */
  get unsavedSeconds(): number {
    return this.seconds() - this.#savedAt;
  }

  /** The epoch is complete, and another one begins. */
  advance(progress: Progress): void {
    this.#progress = progress;
    this.#tally = new EpochTally(this.scoring, progress.epochSums);
  }

  /**
   * Write checkpoints of this moment.
   * @throws TrainError TRAIN_IO, with the former ones as they were; TRAIN_IN_USE when another computer has taken the run over
   */
  async save(names: readonly string[] = [checkpointFiles.last]): Promise<void> {
    const bytes = encodeCheckpoint({ state: await this.session.state(), progress: this.progress }, this.config);
    for (const name of names) {
      this.run.lost.throwIfAborted();
      await writeCheckpoint(this.run.checkpoint(name), bytes);
    }
    this.#savedAt = this.seconds();
  }
}
