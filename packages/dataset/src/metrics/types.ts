import type { Task } from "../tasks.ts";

/** What is scored, and how. Scores can be added only when all of this is the same. */
export interface ScoreOptions<T extends Task = Task> {
  readonly task: T;
  /** K, the height bins of a label point in the truth. @default 125 */
  readonly bins?: number | undefined;
  /** Number, among CloudSat's 125, of the first of these bins: 4 for `heightBins: [4, 103]`. Names bins in summaries. @default 0 */
  readonly firstBin?: number | undefined;
  /**
   * Binary tasks: a cloud is where the probability is greater than this, from 0 up to but not 1. Compared in float32,
   * as numpy does. Without meaning for `seg_3d`.
   * @default 0.5
   */
  readonly threshold?: number | undefined;
}

/** What a task's prediction is an array of. */
export interface PredictionByTask {
  /** Shape [P, K]: cloud types 0 to 8. */
  readonly seg_3d: Uint8Array;
  /** Shape [P, K]: probabilities of cloud. */
  readonly bin_seg_3d: Float32Array;
  /** Shape [P, 1]: probabilities of cloud. */
  readonly bin_seg_2d: Float32Array;
}

/** Label points, of an instance or of a batch of them, with what was predicted there. */
export interface ScoreBatch<T extends Task = Task> {
  /** Shape [P, K]: true cloud types, 0 to 8, 255 unknown; for every task. Bin 0 is the highest. */
  readonly truth: Uint8Array;
  readonly prediction: PredictionByTask[T];
  /** Shape [P, K]: metres above mean sea level; what lies outside of -5000..30000 is missing. For the offset in metres. */
  readonly heights?: Int16Array | undefined;
  /** For messages about what is wrong. */
  readonly instanceId?: number | undefined;
  /** File of the prediction, for the same. */
  readonly file?: string | undefined;
}

/** What was scored, and how, as JSON. */
export interface ScoreSettingsJson<T extends Task = Task> {
  readonly version: 1;
  readonly task: T;
  readonly bins: number;
  readonly firstBin: number;
  /** Null for `seg_3d`. */
  readonly threshold: number | null;
}

/** Counts as JSON. All are whole numbers. */
export interface CountsJson {
  readonly points: Readonly<PointCounts>;
  /** Shape [K, 9, classes], [1, 9, 2] of `bin_seg_2d`: how often a true type was predicted as a class, row by row. */
  readonly table: readonly number[];
}

/** Counts of a ScoreBoard as JSON. */
export interface ScoresJson<T extends Task = Task> extends ScoreSettingsJson<T>, CountsJson {}

/** Counts of whole label points. Columns are what is left of them without their unknown bins. */
export interface PointCounts {
  /** Points with a known bin. */
  points: number;
  /** Points without: they take no part in anything. */
  unlabelled: number;
  /** Columns that are cloudy and were found so; of these there are offsets of the cloud top. */
  maskTp: number;
  maskFp: number;
  maskFn: number;
  maskTn: number;
  /** 3-D tasks: columns of which the highest cloudy bin, or that there is none, is right. */
  topRight: number;
  /** 3-D tasks: sum of the absolute differences of the highest cloudy bins, over the columns of maskTp. */
  topOffsetBins: number;
  /** 3-D tasks: columns of maskTp of which both heights are known. */
  topHeights: number;
  /** 3-D tasks: sum of the absolute differences of these heights, in metres. */
  topOffsetMetres: number;
}
