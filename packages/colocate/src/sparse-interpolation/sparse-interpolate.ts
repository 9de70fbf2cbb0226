import type { Tensor, Tensor2D, Tensor3D, Tensor4D, Tensor5D } from "@tensorflow/tfjs-core";
import { checkOptions } from "../_check-options.ts";
import type { Numbers } from "../types.ts";
import { describeDense } from "./_dense-layout.ts";
import { interpolate } from "./_linear-maps.ts";
import { makeStencil } from "./_stencil.ts";
import type { TensorLayout } from "./tensor-layout.ts";

/** Options of {@link sparseInterpolate} and {@link interpolateFeatures}. */
export interface SparseInterpolateOptions {
  /**
   * Order of the axes of the dense tensor.
   * @default "NHWC", tfjs's own order
   */
  readonly layout?: TensorLayout;
}

/**
 * Read a dense tensor at points between its pixels, differentiably:
 * `out[p] = sum over j of weights[p, j] * dense[batchIndex[p], corners[p, j, 0], corners[p, j, 1]]`.
 *
 * The gradient with respect to `dense` adds the gradients of the points into their corners; two points that share a
 * pixel add up there. It is differentiable in turn, and works on every tfjs backend, also on those whose own `gather`
 * has no usable gradient. On a hardware GPU the order of these sums, and so their last bits, varies from run to run.
 *
 * Time and memory follow the number of points, except that a gradient is a tensor as large as `dense`. Channels first
 * is read without a transposed copy, at 12 bytes of indices for every value that is read.
 *
 * Points lie in host memory and are checked before anything is computed, because the GPU backends do not: they read
 * zero outside of a tensor. The arrays are copied. Weights need not sum to 1; a pixel that is not a number makes the
 * point not a number even where its weight is 0.
 *
 * @param dense float32; with `layout: "NHWC"` [B, H, W, O] or [B, H, W, C, K], with `"NCHW"` [B, O, H, W] or
 * [B, C, K, H, W]
 * @param batchIndex (P) image of each point, 0 to B - 1
 * @param corners (P, 4, 2) row and column of the four pixels of each point
 * @param weights (P, 4) of these pixels
 * @returns [P, O] or [P, C, K]; with no points [0, O] or [0, C, K]
 * @throws ShapeError for a dense tensor of another rank or lengths that do not fit together; ValueError for a weight
 * that is not finite; IndexError for an image, row or column that is not in the tensor; TypeError for a dense tensor
 * that is not float32, points that are no arrays, or an unknown layout
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import * as tf from "@tensorflow/tfjs-core";
 * import { sparseInterpolate } from "@atcs/colocate/sparse-interpolation";
 *
 * const dense = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
 * const corners = [0, 0, 0, 1, 1, 0, 1, 1];
 * const atPoint = sparseInterpolate(dense, [0], corners, [0.25, 0.25, 0.25, 0.25]); // [[2.5]]
 * ```
 */
export function sparseInterpolate(
  dense: Tensor4D,
  batchIndex: Numbers,
  corners: Numbers,
  weights: Numbers,
  options?: SparseInterpolateOptions,
): Tensor2D;
export function sparseInterpolate(
  dense: Tensor5D,
  batchIndex: Numbers,
  corners: Numbers,
  weights: Numbers,
  options?: SparseInterpolateOptions,
): Tensor3D;
export function sparseInterpolate(
  dense: Tensor,
  batchIndex: Numbers,
  corners: Numbers,
  weights: Numbers,
  options?: SparseInterpolateOptions,
): Tensor;
export function sparseInterpolate(
  dense: Tensor,
  batchIndex: Numbers,
  corners: Numbers,
  weights: Numbers,
  options: SparseInterpolateOptions = {},
): Tensor {
  checkOptions("sparseInterpolate", options);
  const layout = describeDense(dense, options.layout ?? "NHWC");
  const stencil = makeStencil(layout.size, batchIndex, corners, weights);
  return interpolate({ dense: layout, stencil }, dense);
}
