import { reshape, type Tensor, transpose } from "@tensorflow/tfjs";
import type { GraphOutputs } from "../graph/types.ts";
import type { Value } from "../ops/volume.ts";

/**
 * What the head made of every pixel or voxel, as the public shapes have it.
 * @param values [B * H * W, C * K] of pixels, or [B * K * H * W, C] of voxels
 * @returns [B, C, K, H, W] with more than one class, else [B, K, H, W]
 */
export function denseOutputs(
  values: Tensor,
  { classes, bins, of }: GraphOutputs,
  [batch, height, width]: readonly [number, number, number],
): Tensor {
  const pixels = height * width;
  const channelsLast =
    of === "pixel"
      ? reshape(values, [batch, pixels, classes * bins])
      : reshape(values, [batch, bins * pixels, classes]);
  const channelsFirst = transpose(channelsLast, [0, 2, 1]);
  return reshape(channelsFirst, classes === 1 ? [batch, bins, height, width] : [batch, classes, bins, height, width]);
}

/**
 * What the head made of the features at label points.
 * @param values [P, C * K] of pixels, or [P * K, C] of voxels
 * @returns [P, C, K] with more than one class, else [P, K]
 */
export function pointOutputs(values: Tensor, { classes, bins, of }: GraphOutputs, points: number): Tensor {
  if (classes === 1) return reshape(values, [points, bins]);
  // Without elements there is nothing to transpose, and wasm would trap.
  if (of === "pixel" || points === 0) return reshape(values, [points, classes, bins]);
  return transpose(reshape(values, [points, bins, classes]), [0, 2, 1]);
}

/** Features [B, H, W, D] of pixels as [B, D, H, W], or [B * K, H, W, D] of voxels as [B, D, K, H, W]. */
export function publicFeatures({ tensor, altitude }: Value, of: GraphOutputs["of"]): Tensor {
  const [slices, height, width, channels] = tensor.shape;
  const batch = slices / altitude;
  const channelsFirst = transpose(reshape(tensor, [batch, altitude * height * width, channels]), [0, 2, 1]);
  const cells = of === "voxel" ? [altitude] : [];
  return reshape(channelsFirst, [batch, channels, ...cells, height, width]);
}
