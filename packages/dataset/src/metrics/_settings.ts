import { DatasetError } from "../errors.ts";
import { checkBins, checkTask, type Task, taskShape } from "../tasks.ts";
import type { ScoreOptions, ScoreSettingsJson } from "./types.ts";

/** Options of scores, complete and checked. */
export interface Settings<T extends Task = Task> {
  readonly task: T;
  readonly bins: number;
  readonly firstBin: number;
  /** Null for `seg_3d`. */
  readonly threshold: number | null;
}

const defaults = { bins: 125, firstBin: 0, threshold: 0.5 };

/** @throws TypeError or RangeError for an option that is wrong */
export function checkSettings<T extends Task>(options: ScoreOptions<T>): Settings<T> {
  if (typeof options !== "object" || options === null) throw new TypeError("the options of scores must be an object");
  const { task, bins = defaults.bins, firstBin = defaults.firstBin, threshold = defaults.threshold } = options;
  checkTask(task);
  checkBins(bins);
  if (!Number.isInteger(firstBin) || firstBin < 0) {
    throw new RangeError(`firstBin must be an integer from 0, got ${String(firstBin)}`);
  }
  if (typeof threshold !== "number" || !(threshold >= 0 && threshold < 1)) {
    throw new RangeError(`threshold must be a probability from 0 up to but not 1, got ${String(threshold)}`);
  }
  return { task, bins, firstBin, threshold: task === "seg_3d" ? null : threshold };
}

/** @throws RangeError unless scores of both can be added */
export function checkSameSettings(a: Settings, b: Settings): void {
  if (a.task === b.task && a.bins === b.bins && a.firstBin === b.firstBin && a.threshold === b.threshold) return;
  throw new RangeError(`scores of ${describe(b)} cannot be added to those of ${describe(a)}`);
}

/**
 * The options that scores were made with.
 * @throws DatasetError DATASET_PREDICTIONS for what is no JSON of scores
 */
export function optionsFromJson<T extends Task>(json: ScoreSettingsJson<T>): ScoreOptions<T> {
  if (typeof json !== "object" || json === null || json.version !== 1) {
    throw new DatasetError("DATASET_PREDICTIONS", "the scores are not of version 1, as toJSON makes them");
  }
  const { task, bins, firstBin, threshold } = json;
  try {
    const options = { task, bins, firstBin, ...(task === "seg_3d" ? {} : { threshold: threshold ?? Number.NaN }) };
    checkSettings(options);
    return options;
  } catch (cause) {
    throw new DatasetError("DATASET_PREDICTIONS", `the scores have wrong options: ${String(cause)}`, { cause });
  }
}

/** Length of the table of how often a true type was predicted as a class. */
export function tableLength({ task, bins }: Settings): number {
  const shape = taskShape(task, bins);
  return shape.bins * 9 * shape.classes;
}

function describe({ task, bins, firstBin, threshold }: Settings): string {
  const decision = threshold === null ? "" : `, threshold ${threshold}`;
  return `${task} (bins ${firstBin} to ${firstBin + bins - 1}${decision})`;
}
