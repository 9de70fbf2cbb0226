import { isDatasetError, type NpyArray, readNpy, type Task, taskShape } from "@atcs/dataset";
import { refusal } from "./problems.ts";

/** What the prediction of an instance must be. */
export interface ExpectedPrediction {
  readonly task: Task;
  /** P, the label points. */
  readonly points: number;
  /** K, the height bins of the labels. */
  readonly bins: number;
}

const classes = 9;
/** How far from 0..1 a probability may lie: sums of float32 weights are not exactly 1. */
const rounding = 1e-6;
/** Headers are at most so long, and no element of numpy is larger than 16 bytes. */
const mostHeaderBytes = 2 ** 16 + 12;
const mostElementBytes = 16;

/** The most bytes that are read of the file, so that it can be told what is wrong with it. */
export function mostPredictionBytes(expected: ExpectedPrediction): number {
  return mostHeaderBytes + mostElementBytes * lengthOf(expected);
}

/** A prediction that is as expected and says nothing. */
export function emptyPrediction(expected: ExpectedPrediction): Uint8Array | Float32Array {
  return expected.task === "seg_3d" ? new Uint8Array(lengthOf(expected)) : new Float32Array(lengthOf(expected));
}

/**
 * The values of a file of predictions.
 * @throws TrainError TRAIN_SUBMISSION for what is no npy file, or has another type, another shape or a value that is no class or
 * probability
 */
export function checkPrediction(bytes: Uint8Array, expected: ExpectedPrediction): Uint8Array | Float32Array {
  const { dtype, shape, data } = parse(bytes);
  const wanted = { dtype: expected.task === "seg_3d" ? "uint8" : "float32", shape: shapeOf(expected) };
  if (dtype !== wanted.dtype || shape.join() !== wanted.shape.join()) {
    throw refusal(`it is ${dtype} (${shape.join(", ")}): expected ${wanted.dtype} (${wanted.shape.join(", ")})`);
  }
  const values = data as Uint8Array | Float32Array;
  checkValues(values, expected);
  return values;
}

function parse(bytes: Uint8Array): NpyArray {
  try {
    return readNpy(bytes);
  } catch (error) {
    if (isDatasetError(error)) throw refusal(error.problem);
    throw error;
  }
}

function checkValues(values: Uint8Array | Float32Array, { task, bins }: ExpectedPrediction): void {
  // Written so that NaN is wrong.
  const isRight =
    task === "seg_3d"
      ? (value: number): boolean => value < classes
      : (value: number): boolean => value >= -rounding && value <= 1 + rounding;
  let [first, wrong] = [-1, 0];
  for (let i = 0; i < values.length; i++) {
    if (isRight(values[i]!)) continue;
    if (wrong++ === 0) first = i;
  }
  if (wrong === 0) return;
  const { bins: width } = taskShape(task, bins);
  const where = `at point ${Math.floor(first / width)}, bin ${first % width}`;
  const others = wrong === 1 ? "" : `, and ${wrong - 1} other values are wrong`;
  const what = task === "seg_3d" ? "a class from 0 to 8" : "a probability from 0 to 1";
  throw refusal(`it is ${values[first]} ${where}${others}: expected ${what}`);
}

function shapeOf({ task, points, bins }: ExpectedPrediction): readonly [number, number] {
  return [points, taskShape(task, bins).bins];
}

function lengthOf(expected: ExpectedPrediction): number {
  const [points, width] = shapeOf(expected);
  return points * width;
}
