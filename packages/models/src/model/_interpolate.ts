import { sparseInterpolate } from "@atcs/colocate/sparse-interpolation";
import { type Tensor2D, type Tensor4D, zeros } from "@tensorflow/tfjs";
import type { Value } from "../ops/volume.ts";
import type { LabelPoints } from "./label-points.ts";

/**
 * Features at label points.
 * @returns [P, D] of images, [P * A, D] of volumes
 * @throws the errors of `sparseInterpolate` of `@atcs/colocate`
 */
export function interpolateValue({ tensor, altitude }: Value, points: LabelPoints): Tensor2D {
  if (altitude === 1) return interpolate(tensor, points);
  const [slices, height, width] = tensor.shape;
  // One channel of nothing: what is wrong with the points is found here, and said of points rather than of voxels.
  interpolate(zeros([slices / altitude, height, width, 1]), points);
  return interpolate(tensor, voxelPoints(points, altitude));
}

function interpolate(images: Tensor4D, { batchIndex, corners, weights }: LabelPoints): Tensor2D {
  return sparseInterpolate(images, batchIndex, corners, weights);
}

/** Points in images as points in each of the `cells` slices above them: point p, cell k is point p * cells + k. */
export function voxelPoints({ batchIndex, corners, weights }: LabelPoints, cells: number): LabelPoints {
  const points = batchIndex.length;
  const voxels = {
    batchIndex: new Int32Array(points * cells),
    corners: new Int32Array(points * cells * 8),
    weights: new Float32Array(points * cells * 4),
  };
  for (let p = 0; p < points; p++) {
    const ownCorners = Array.from({ length: 8 }, (_, i) => corners[p * 8 + i]!);
    const ownWeights = Array.from({ length: 4 }, (_, i) => weights[p * 4 + i]!);
    for (let k = 0; k < cells; k++) {
      const at = p * cells + k;
      voxels.batchIndex[at] = batchIndex[p]! * cells + k;
      voxels.corners.set(ownCorners, at * 8);
      voxels.weights.set(ownWeights, at * 4);
    }
  }
  return voxels;
}
