import type { Tensor } from "@tensorflow/tfjs";
import { checkFloats } from "../_check.ts";
import { describeValue } from "../_describe.ts";
import type { Numbers } from "../model/label-points.ts";
import { checkTask, cloudTypeCount, type Task } from "../tasks.ts";

/** Classes that a target can have: not the logits of a bin, which is one in the binary tasks. */
export function classCount(task: Task): number {
  return task === "seg_3d" ? cloudTypeCount : 2;
}

/**
 * Shape of logits at label points, as `Network.atLabels` gives them.
 * @returns points and bins
 * @throws TypeError for what is no float32 tensor; RangeError for a shape that the task does not have
 */
export function checkLogits(logits: Tensor, task: Task): { readonly points: number; readonly bins: number } {
  checkTask(task);
  checkFloats("logits", logits);
  const { shape, rank } = logits;
  const [points, bins] = [shape[0]!, shape.at(-1)!];
  const isOfTask = {
    seg_3d: rank === 3 && shape[1] === cloudTypeCount && bins > 0,
    bin_seg_3d: rank === 2 && bins > 0,
    bin_seg_2d: rank === 2 && bins === 1,
  };
  if (isOfTask[task]) return { points, bins };
  const expected = { seg_3d: `[P, ${cloudTypeCount}, K]`, bin_seg_3d: "[P, K]", bin_seg_2d: "[P, 1]" };
  throw new RangeError(`logits have shape [${shape.join(", ")}]: expected ${expected[task]} of ${task}`);
}

/**
 * A number for each class, not all of them 0.
 * @throws TypeError for what is no array; RangeError for another length, or a number that is negative or not finite
 */
export function checkPerClass(name: string, values: Numbers, task: Task): readonly number[] {
  if (!Array.isArray(values) && !ArrayBuffer.isView(values)) {
    throw new TypeError(`${name} is ${describeValue(values)}: expected an array of ${classCount(task)} numbers`);
  }
  if (values.length !== classCount(task)) {
    throw new RangeError(
      `${name} has ${values.length} numbers: expected ${classCount(task)}, one for each class of ${task}`,
    );
  }
  const numbers = Array.from(values, (value, c) => {
    if (typeof value === "number" && value >= 0 && value < Number.POSITIVE_INFINITY) return value;
    throw new RangeError(`${name}[${c}] is ${describeValue(value)}: expected a number from 0`);
  });
  if (numbers.some((value) => value > 0)) return numbers;
  throw new RangeError(`${name} are all 0: expected one above 0`);
}

/** What a class must weigh beside the heaviest one: far less than counts of samples can make it. */
const leastShare = 1e-30;

/**
 * The class weights of a loss, 1 each unless there are others. Their quotients alone matter, so they are divided by a power of
 * two, which rounds nothing, that leaves the largest from 1 to 2: single precision then holds them all.
 * @throws as {@link checkPerClass}, and for a task that there is not; RangeError for a weight too small beside the largest
 */
export function classWeightsOf(options: {
  readonly task: Task;
  readonly classWeights?: Numbers | undefined;
}): readonly number[] {
  const { task, classWeights } = options;
  checkTask(task);
  if (classWeights === undefined) return new Array<number>(classCount(task)).fill(1);
  const weights = checkPerClass("classWeights", classWeights, task);
  const largest = Math.max(...weights);
  const tooSmall = weights.findIndex((weight) => weight > 0 && weight / largest < leastShare);
  if (tooSmall >= 0) {
    const expected = `0, or at least ${leastShare} of the largest, ${largest}`;
    throw new RangeError(`classWeights[${tooSmall}] is ${weights[tooSmall]}: expected ${expected}`);
  }
  const unit = 2 ** Math.floor(Math.log2(largest));
  return weights.map((weight) => weight / unit);
}
