import { DatasetError } from "../errors.ts";
import { checkCloudTypes, cloudTypeCount, taskShape } from "../tasks.ts";
import type { Settings } from "./_settings.ts";
import type { ScoreBatch } from "./types.ts";

/** A batch that has been looked at: nothing in it can fail any more. */
export interface DecidedBatch {
  /** P. */
  readonly points: number;
  /** Shape [P, K]. */
  readonly truth: Uint8Array;
  /** Shape [P, K], or [P, 1] of `bin_seg_2d`: predicted class; 0 or 1 of the binary tasks. */
  readonly decided: Uint8Array;
  /** Shape [P, K]. */
  readonly heights: Int16Array | undefined;
}

/** How far from 0..1 a probability may lie: sums of float32 weights are not exactly 1. */
const rounding = 1e-6;

/**
 * Check a batch and turn probabilities to decisions.
 * @throws TypeError for arrays of another type; DatasetError DATASET_INSTANCE for truth and heights that are wrong,
 * DATASET_PREDICTIONS for predictions of the wrong length or with a value that is no class or probability
 */
export function decide(batch: ScoreBatch, { task, bins, threshold }: Settings): DecidedBatch {
  if (typeof batch !== "object" || batch === null) throw new TypeError("what is scored must be an object");
  const { truth, prediction, heights } = batch;
  checkType("the prediction", prediction, threshold === null ? "Uint8Array" : "Float32Array", ` for ${task}`);
  const points = checkCloudTypes(truth, bins, batch);
  checkHeights(batch);
  const width = taskShape(task, bins).bins;
  if (prediction.length !== points * width) {
    const problem = `the prediction has ${prediction.length} values: expected ${points} points x ${width}`;
    throw new DatasetError("DATASET_PREDICTIONS", problem, batch);
  }
  const decided =
    threshold === null
      ? checkClasses(prediction as Uint8Array, width, batch)
      : decideProbabilities(prediction as Float32Array, Math.fround(threshold), width, batch);
  return { points, truth, decided, heights };
}

function checkHeights(batch: ScoreBatch): void {
  const { heights, truth } = batch;
  if (heights === undefined) return;
  checkType("heights", heights, "Int16Array");
  if (heights.length === truth.length) return;
  const problem = `${heights.length} heights: expected as many as cloud types, ${truth.length}`;
  throw new DatasetError("DATASET_INSTANCE", problem, batch);
}

function checkClasses(prediction: Uint8Array, width: number, batch: ScoreBatch): Uint8Array {
  for (let i = 0; i < prediction.length; i++) {
    if (prediction[i]! >= cloudTypeCount) refuse(prediction[i]!, i, width, "a class from 0 to 8", batch);
  }
  return prediction;
}

/** @param threshold a float32, for a probability that was rounded to float32 must not exceed its own threshold */
function decideProbabilities(
  prediction: Float32Array,
  threshold: number,
  width: number,
  batch: ScoreBatch,
): Uint8Array {
  const decided = new Uint8Array(prediction.length);
  for (let i = 0; i < prediction.length; i++) {
    const probability = prediction[i]!;
    if (!(probability >= -rounding && probability <= 1 + rounding)) {
      refuse(probability, i, width, "a probability from 0 to 1 (of a logit, its sigmoid)", batch);
    }
    decided[i] = probability > threshold ? 1 : 0;
  }
  return decided;
}

function refuse(value: number, index: number, width: number, expected: string, batch: ScoreBatch): never {
  const where = `index ${index} (point ${Math.floor(index / width)}, bin ${index % width})`;
  throw new DatasetError("DATASET_PREDICTIONS", `the prediction is ${value} at ${where}: expected ${expected}`, batch);
}

/** By its tag, which arrays of another window or frame share. */
function checkType(name: string, value: unknown, expected: string, context = ""): void {
  const tag = Object.prototype.toString.call(value).slice("[object ".length, -1);
  if (tag !== expected) throw new TypeError(`${name} must be a ${expected}${context}, got ${tag}`);
}
