import type { RunConfig } from "../config/run-config.ts";
import type { TrainOptions } from "../config/train-options.ts";
import { openTensorBoard } from "../tensorboard/observer.ts";
import { Cleanup } from "./cleanup.ts";
import { createJob } from "./create-job.ts";
import type { TrainResult } from "./events.ts";
import type { Job } from "./job.ts";
import { engineParts, type TrainerParts } from "./parts.ts";
import { resumeJob } from "./resume-job.ts";
import { runTraining } from "./run-training.ts";
import { showInTensorBoard } from "./show-in-tensorboard.ts";
import type { ResumeOptions, StartOptions } from "./start-options.ts";
import { type TrainRunOptions, type Watch, watchOf } from "./watch.ts";

/**
 * Trains a network on a dataset. Everything is written to a run directory; a training that was ended at any moment, by
 * whatever, goes on from its last checkpoint, and on an engine that computes the same each time (`cpu`, `wasm`) ends with the
 * same weights as one that was not ended.
 *
 * @example
 * ```ts
 * import { Trainer } from "@atcs/train";
 *
 * const trainer = await Trainer.create({ dataset: "dataset", out: "runs/first", task: "bin_seg_3d", epochs: 20 });
 * const { best } = await trainer.run({
 *   onEvent: (event) => {
 *     if (event.kind === "epoch") console.log(event.metrics.epoch, event.metrics.val?.dice);
 *   },
 * });
 * console.log(best);
 * ```
 */
export class Trainer {
  readonly #job: Job;
  readonly #cleanup: Cleanup;
  #hasRun = false;
  #isRunning = false;

  private constructor(job: Job, cleanup: Cleanup) {
    this.#job = job;
    this.#cleanup = cleanup;
  }

  /**
   * Start a training: open the dataset, choose and start the engine, make the run directory.
   * @throws TypeError, RangeError for wrong options; DatasetError as `AtcsDataset.open` has them; TrainError TRAIN_DATASET,
   * TRAIN_ENGINE, TRAIN_RUN when the run directory is there, TRAIN_IN_USE, TRAIN_IO
   */
  static create(options: TrainOptions, start: StartOptions = {}): Promise<Trainer> {
    return Trainer.createWith(options, start, engineParts);
  }

  /**
   * Go on with a training from its last checkpoint, or from the beginning when there is none yet.
   * @param run directory
   * @throws as {@link Trainer.create}; TrainError TRAIN_RUN when there is no run, TRAIN_CONFIG when its configuration is damaged,
   * TRAIN_CHECKPOINT when a checkpoint is damaged, or of another training
   */
  static resume(run: string, options: ResumeOptions = {}): Promise<Trainer> {
    return Trainer.resumeWith(run, options, engineParts);
  }

  /** {@link Trainer.create} by other engines. @internal */
  static createWith(options: TrainOptions, start: StartOptions, parts: TrainerParts): Promise<Trainer> {
    return Trainer.#started((cleanup) => createJob(options, start, { parts, cleanup }));
  }

  /** {@link Trainer.resume} by other engines. @internal */
  static resumeWith(run: string, options: ResumeOptions, parts: TrainerParts): Promise<Trainer> {
    return Trainer.#started((cleanup) => resumeJob(run, options, { parts, cleanup }));
  }

  static async #started(start: (cleanup: Cleanup) => Promise<Job>): Promise<Trainer> {
    const cleanup = new Cleanup();
    try {
      return new Trainer(await start(cleanup), cleanup);
    } catch (error) {
      await cleanup.runQuietly();
      throw error;
    }
  }

  /** Absolute path of the run directory. */
  get path(): string {
    return this.#job.run.path;
  }

  get config(): RunConfig {
    return this.#job.config;
  }

  /** Epochs that are complete. */
  get epoch(): number {
    return this.#job.epoch;
  }

  /**
   * Train all epochs that are left, write the best weights to `model/`, and close. It can be called once.
   * @throws the signal's reason, after a checkpoint was written; TrainError TRAIN_LOSS, TRAIN_MEMORY, TRAIN_ENGINE_LOST, TRAIN_IO,
   * TRAIN_IN_USE, after which the last checkpoint is sound; DatasetError naming instance and file
   */
  async run(options: TrainRunOptions = {}): Promise<TrainResult> {
    const watch = watchOf(options, this.#job.run.lost);
    if (this.#hasRun) throw new TypeError("this trainer has run, or is closed: go on with Trainer.resume");
    this.#hasRun = true;
    this.#isRunning = true;
    try {
      return await runTraining(this.#job, this.#job.isComplete ? watch : await this.#inTensorBoard(watch));
    } catch (error) {
      await this.#cleanup.runQuietly();
      throw error;
    } finally {
      this.#isRunning = false;
      await this.#cleanup.run();
    }
  }

  /**
   * Give engine, dataset and run directory back, when {@link Trainer.run} is not called. May be called again.
   * @throws TypeError while it runs: end that by its signal, and wait for it
   */
  async close(): Promise<void> {
    if (this.#isRunning) throw new TypeError("the training is under way: end it by the signal of run, and wait for it");
    this.#hasRun = true;
    await this.#cleanup.run();
  }

  async #inTensorBoard(watch: Watch): Promise<Watch> {
    const board = await openTensorBoard(this.#job.run.file("tensorboard"), { step: this.#job.step });
    this.#cleanup.add(() => board.close());
    return showInTensorBoard(watch, board);
  }

  /** What `await using` calls: `close`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
