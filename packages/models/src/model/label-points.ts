import { Tensor } from "@tensorflow/tfjs";

/** Numbers in host memory: a typed array, or a plain one. */
export type Numbers = ArrayLike<number>;

/** Where label points are: the arrays of a batch of `@atcs/dataset`. Tensors of them will not do. */
export interface LabelPoints {
  /** (P) image of each point. */
  readonly batchIndex: Numbers;
  /** (P, 4, 2) row and column of the four pixels of each point, one number after another. */
  readonly corners: Numbers;
  /** (P, 4) of these pixels; those of a point sum to 1. */
  readonly weights: Numbers;
}

/**
 * What is wrong with arrays `sparseInterpolate` of `@atcs/colocate` says; of tensors, which `batchTensors` of
 * `@atcs/dataset/tf` makes, it could not say what to do.
 * @throws TypeError for tensors; RangeError for a point whose weights do not sum to 1
 */
export function checkLabelPoints({ batchIndex, corners, weights }: LabelPoints): void {
  for (const [name, values] of Object.entries({ batchIndex, corners, weights })) {
    // tfjs knows tensors of another copy of itself too.
    if ((values as unknown) instanceof Tensor)
      throw new TypeError(`${name} is a tensor: expected the arrays of the batch`);
  }
  if (batchIndex?.length * 4 === weights?.length) checkSums(weights);
}

/** Features would be scaled by another sum. */
function checkSums(weights: Numbers): void {
  for (let at = 0; at < weights.length; at += 4) {
    const sum = weights[at]! + weights[at + 1]! + weights[at + 2]! + weights[at + 3]!;
    // What is no number `sparseInterpolate` names.
    if (!(Math.abs(sum - 1) > 1e-3)) continue;
    throw new RangeError(`weights of point ${at / 4} sum to ${sum}: expected 1, to 0.001`);
  }
}
