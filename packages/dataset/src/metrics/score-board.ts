import type { Task } from "../tasks.ts";
import { pointCounter } from "./_count-point.ts";
import { addCounts, type Counts, countsFromJson, countsToJson, zeroCounts } from "./_counts.ts";
import { decide } from "./_decide.ts";
import { checkSameSettings, checkSettings, optionsFromJson, type Settings } from "./_settings.ts";
import { summarize } from "./_summarize.ts";
import type { Summary } from "./summary.ts";
import type { ScoreBatch, ScoreOptions, ScoresJson } from "./types.ts";

/**
 * Scores of predictions at label points. It holds counts only, all of them whole numbers: however the points are
 * divided into batches and workers, and in whatever order they come, the scores are the same to the last digit.
 *
 * Bins of unknown truth take no part anywhere. For what is said of whole columns, cloud mask and cloud top, a column is
 * what is left of it without these bins, in the prediction as in the truth: cloud predicted in an unknown bin counts
 * neither for nor against, and a column of which no bin is known is only counted as `unlabelled`.
 *
 * @example
 * ```ts
 * import { ScoreBoard } from "@atcs/dataset/metrics";
 *
 * const scores = new ScoreBoard({ task: "bin_seg_3d", bins: 4 });
 * scores.add({
 *   truth: Uint8Array.of(0, 2, 2, 0), // one label point: altostratus in bins 1 and 2
 *   prediction: Float32Array.of(0.1, 0.4, 0.9, 0.2),
 *   heights: Int16Array.of(9000, 6000, 3000, 0),
 * });
 * const { dice, cloud_top_height_bin_offset_m } = scores.summary();
 * console.log(dice, cloud_top_height_bin_offset_m); // 0.666… 3000
 * ```
 */
export class ScoreBoard<T extends Task = Task> {
  readonly #settings: Settings<T>;
  readonly #counts: Counts;

  /** @throws TypeError or RangeError for an option that is wrong */
  constructor(options: ScoreOptions<T>) {
    this.#settings = checkSettings(options);
    this.#counts = zeroCounts(this.#settings);
  }

  get task(): T {
    return this.#settings.task;
  }

  /**
   * Count some label points. When it throws, nothing was counted.
   * @throws TypeError for arrays of another type; DatasetError DATASET_PREDICTIONS for a prediction of the wrong length,
   * or with a value that is no class or probability (NaN, a logit), which it names; DATASET_INSTANCE for truth or
   * heights that are wrong
   */
  add(batch: ScoreBatch<T>): this {
    const decided = decide(batch, this.#settings);
    const countPoint = pointCounter(this.#settings);
    for (let p = 0; p < decided.points; p++) countPoint(this.#counts, decided, p);
    return this;
  }

  /**
   * Add the counts of another.
   * @throws RangeError unless task, bins and threshold are the same
   */
  merge(other: ScoreBoard<T>): this {
    checkSameSettings(this.#settings, other.#settings);
    addCounts(this.#counts, other.#counts);
    return this;
  }

  /** The scores of everything that was counted so far. */
  summary(): Summary<T> {
    return summarize(this.#settings, this.#counts);
  }

  /** The counts, for files and other workers. */
  toJSON(): ScoresJson<T> {
    return { version: 1, ...this.#settings, ...countsToJson(this.#counts) };
  }

  /** @throws DatasetError DATASET_PREDICTIONS for what `toJSON` has not made */
  static fromJSON<T extends Task = Task>(json: ScoresJson<T>): ScoreBoard<T> {
    const board = new ScoreBoard<T>(optionsFromJson(json));
    addCounts(board.#counts, countsFromJson(json, board.#settings));
    return board;
  }
}
