import { type Tensor, type Tensor2D, type Tensor4D, type TensorContainer, tidy } from "@tensorflow/tfjs-core";
import { describeValue } from "../_describe.ts";
import { ShapeError } from "../errors.ts";
import type { Numbers } from "../types.ts";
import { type SparseInterpolateOptions, sparseInterpolate } from "./sparse-interpolate.ts";

/**
 * Interpolate the features of a network at points, then run its head there: P points instead of every pixel.
 *
 * With a linear head (one 1 x 1 convolution) and weights that sum to 1 for each point, this is the same as
 * interpolating the head's dense output, at a fraction of the cost. With a head that is not linear it is not the same:
 * such networks define their values at labels by this order, and their dense output differs from it slightly.
 *
 * @param features float32, [B, H, W, D], or [B, D, H, W] with `layout: "NCHW"`
 * @param batchIndex (P) image of each point
 * @param corners (P, 4, 2) row and column of the four pixels of each point
 * @param weights (P, 4) of these pixels
 * @param head from the features at the points, [P, D], to whatever it returns (not a promise); tensors that it makes
 * on the way are disposed of
 * @returns what `head` returns
 * @throws ShapeError, ValueError, IndexError and TypeError as {@link sparseInterpolate}
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import * as tf from "@tensorflow/tfjs-core";
 * import { interpolateFeatures } from "@atcs/colocate/sparse-interpolation";
 *
 * const features = tf.ones<tf.Rank.R4>([1, 2, 2, 64]);
 * const kernel = tf.ones<tf.Rank.R2>([64, 125]);
 * const corners = [0, 0, 0, 1, 1, 0, 1, 1];
 * const logits = interpolateFeatures(features, [0], corners, [0.25, 0.25, 0.25, 0.25], (points) =>
 *   tf.matMul(points, kernel),
 * ); // [1, 125]
 * ```
 */
export function interpolateFeatures<T extends TensorContainer>(
  features: Tensor,
  batchIndex: Numbers,
  corners: Numbers,
  weights: Numbers,
  head: (points: Tensor2D) => T,
  options: SparseInterpolateOptions = {},
): T {
  if (typeof head !== "function") {
    throw new TypeError(`interpolateFeatures: head must be a function, got ${describeValue(head)}`);
  }
  if (features?.rank !== undefined && features.rank !== 4) {
    throw new ShapeError(`the features have shape [${features.shape.join(", ")}]: expected 4 axes`);
  }
  return tidy(() => head(sparseInterpolate(features as Tensor4D, batchIndex, corners, weights, options)));
}
