import {
  add,
  concat,
  customGrad,
  gatherND,
  mul,
  reshape,
  scatterND,
  type Tensor,
  tensor2d,
  zeros,
} from "@tensorflow/tfjs-core";
import { type DenseLayout, indicesOfCorner } from "./_dense-layout.ts";
import type { Stencil } from "./_stencil.ts";

/**
 * Interpolation is a linear map, and its gradient the transposed one. Each is the gradient of the other, so that both
 * can be differentiated any number of times. Nothing in them needs a gradient that tfjs has to know: it has none for
 * gatherND and scatterND, and the one of gather is missing on wasm and takes seconds on WebGPU.
 */
export interface SparseMap {
  readonly dense: DenseLayout;
  readonly stencil: Stencil;
}

/** The weighted sums at the points: [P, O] or [P, C, K]. */
export function interpolate(map: SparseMap, dense: Tensor): Tensor {
  return customGrad((input) => ({
    value: weightedSums(map, input as Tensor),
    gradFunc: (gradient) => spread(map, gradient),
  }))(dense);
}

/** The transposed map: values at the points, times the weights, added up in a tensor of the dense shape. */
function spread(map: SparseMap, values: Tensor): Tensor {
  return customGrad((input) => ({
    value: scatter(map, input as Tensor),
    gradFunc: (gradient) => interpolate(map, gradient),
  }))(values);
}

function weightedSums({ dense, stencil }: SparseMap, input: Tensor): Tensor {
  const { channels, shape } = dense.indexed;
  if (stencil.points * channels === 0) return zeros([stencil.points, ...dense.valueShape]);
  const indexed = reshape(input, shape);
  const sums = stencil.weights
    .map((_, j) => {
      const values = reshape(gatherND(indexed, indexTensor(dense, stencil, j)), [stencil.points, channels]);
      return mul(values, weightTensor(stencil, j));
    })
    .reduce((sum, term) => add(sum, term));
  return reshape(sums, [stencil.points, ...dense.valueShape]);
}

function scatter({ dense, stencil }: SparseMap, values: Tensor): Tensor {
  const { channels, channelsFirst, shape } = dense.indexed;
  if (stencil.points * channels === 0) return zeros(dense.shape);
  const flat = reshape(values, [stencil.points, channels]);
  const updates = concat(stencil.weights.map((_, j) => mul(flat, weightTensor(stencil, j))));
  const indices = concat(stencil.weights.map((_, j) => indexTensor(dense, stencil, j)));
  // One scatter for the four corners: each makes a whole dense tensor.
  const sums = scatterND(indices, channelsFirst ? reshape(updates, [updates.size]) : updates, shape);
  return reshape(sums, dense.shape);
}

function indexTensor(dense: DenseLayout, stencil: Stencil, j: number): Tensor {
  const indices = indicesOfCorner(dense.indexed, stencil, j);
  return tensor2d(indices, [indices.length / 3, 3], "int32");
}

function weightTensor({ points, weights }: Stencil, j: number): Tensor {
  return tensor2d(weights[j]!, [points, 1], "float32");
}
