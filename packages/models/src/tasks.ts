import { checkInteger } from "./_check.ts";
import { describeValue } from "./_describe.ts";

/**
 * What is predicted at a label point of K height bins: the cloud type of each (`seg_3d`), whether there is a cloud in each
 * (`bin_seg_3d`), or in any of them (`bin_seg_2d`).
 */
export type Task = "seg_3d" | "bin_seg_3d" | "bin_seg_2d";

/** All of them. */
export const tasks: readonly Task[] = /* @__PURE__ */ Object.freeze(["seg_3d", "bin_seg_3d", "bin_seg_2d"] as const);

/** Cloud types, 'no cloud' included. */
export const cloudTypeCount = 9;

/** What a network gives for a pixel or a label point. */
export interface TaskOutputs {
  /** Values for each bin: a logit of each of the 9 classes, or the one logit of the binary tasks. */
  readonly classes: number;
  /** K, or 1 of `bin_seg_2d`. */
  readonly bins: number;
}

/**
 * Outputs of a task with K height bins.
 * @throws TypeError for a task that there is not, or bins that are no number; RangeError for bins that are not an integer
 * from 1 to 32767
 */
export function taskOutputs(task: Task, bins: number): TaskOutputs {
  checkTask(task);
  checkInteger("bins", bins, 1, 32_767);
  if (task === "bin_seg_2d") return { classes: 1, bins: 1 };
  return { classes: task === "seg_3d" ? cloudTypeCount : 1, bins };
}

/** @throws TypeError for a task that there is not */
export function checkTask(task: Task): void {
  if (tasks.includes(task)) return;
  throw new TypeError(`task is ${describeValue(task)}: expected ${tasks.join(", ")}`);
}
