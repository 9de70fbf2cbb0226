import { unknownLabel } from "@atcs/colocate";
import { DatasetError } from "./errors.ts";

/**
 * What is predicted at a label point, from the cloud types of its K height bins:
 * - `seg_3d`: the cloud type of each bin, 9 classes;
 * - `bin_seg_3d`: is there a cloud in each bin?
 * - `bin_seg_2d`: is there a cloud in any bin?
 */
export type Task = "seg_3d" | "bin_seg_3d" | "bin_seg_2d";

/** All of them. */
export const tasks: readonly Task[] = /* @__PURE__ */ Object.freeze(["seg_3d", "bin_seg_3d", "bin_seg_2d"] as const);

/** Cloud types, 'no cloud' included. */
export const cloudTypeCount = 9;

/** The most height bins that a label point may have. */
export const maxBins = 32_767;

/** Shape of what is predicted at a label point. */
export interface TaskShape {
  /** 9 or 2. */
  readonly classes: number;
  /** Values that a network gives for each bin: 9 scores, or one logit of the binary tasks. */
  readonly outputs: number;
  /** Bins of a target: K, or 1 of `bin_seg_2d`. */
  readonly bins: number;
}

/**
 * Classes and bins of a task.
 * @param bins K, the height bins of a label point
 * @throws TypeError for a task that there is not; RangeError for a number of bins that is none
 */
export function taskShape(task: Task, bins: number): TaskShape {
  checkTask(task);
  checkBins(bins);
  if (task === "seg_3d") return { classes: cloudTypeCount, outputs: cloudTypeCount, bins };
  return { classes: 2, outputs: 1, bins: task === "bin_seg_3d" ? bins : 1 };
}

/**
 * Targets of a task. Unknown bins are unknown in the 3-D tasks. In `bin_seg_2d` they are passed over: the target is 1
 * with a cloud in any known bin, 0 with none in the known bins, and 255 only where every bin is unknown.
 *
 * @param cloudScenario shape [P, K]: cloud types 0 to 8, 255 unknown
 * @param bins K
 * @returns shape [P, K], or [P, 1] of `bin_seg_2d`: the class, 255 unknown; always a copy
 * @throws DatasetError DATASET_INSTANCE for what is no cloud type, or no whole number of points
 */
export function taskTargets(cloudScenario: Uint8Array, bins: number, task: Task): Uint8Array {
  checkTask(task);
  const points = checkCloudTypes(cloudScenario, bins);
  if (task === "seg_3d") return Uint8Array.from(cloudScenario);
  if (task === "bin_seg_3d") {
    return Uint8Array.from(cloudScenario, (type) => (type === unknownLabel ? type : Math.min(type, 1)));
  }
  const targets = new Uint8Array(points).fill(unknownLabel);
  for (let p = 0; p < points; p++) {
    for (let i = p * bins; i < (p + 1) * bins && targets[p] !== 1; i++) {
      const type = cloudScenario[i]!;
      if (type !== unknownLabel) targets[p] = type === 0 ? 0 : 1;
    }
  }
  return targets;
}

/** @throws TypeError for a task that there is not */
export function checkTask(task: Task): void {
  if (!tasks.includes(task)) throw new TypeError(`there is no task ${String(task)}: expected ${tasks.join(", ")}`);
}

/** @throws RangeError for a number of height bins that is none */
export function checkBins(bins: number): void {
  if (Number.isInteger(bins) && bins >= 1 && bins <= maxBins) return;
  throw new RangeError(`bins must be an integer from 1 to ${maxBins}, got ${String(bins)}`);
}

/**
 * Number of label points of an array of cloud types, of which every element is checked.
 * @param place the file and instance, for the message
 * @throws TypeError for another type of array; DatasetError DATASET_INSTANCE as {@link taskTargets}
 */
export function checkCloudTypes(
  cloudScenario: Uint8Array,
  bins: number,
  place: { readonly file?: string | undefined; readonly instanceId?: number | undefined } = {},
): number {
  checkBins(bins);
  if (Object.prototype.toString.call(cloudScenario) !== "[object Uint8Array]") {
    throw new TypeError("the cloud types must be a Uint8Array");
  }
  const { length } = cloudScenario;
  if (length % bins !== 0) {
    const problem = `${length} cloud types: expected whole label points of ${bins} height bins`;
    throw new DatasetError("DATASET_INSTANCE", problem, place);
  }
  for (let i = 0; i < length; i++) {
    const type = cloudScenario[i]!;
    if (type < cloudTypeCount || type === unknownLabel) continue;
    const problem = `cloud type ${type} at point ${Math.floor(i / bins)}, bin ${i % bins}: expected 0 to 8, or 255 for unknown`;
    throw new DatasetError("DATASET_INSTANCE", problem, place);
  }
  return length / bins;
}
