import type { DenseLayer, GraphOutputs } from "../graph/types.ts";
import type { TaskOutputs } from "../tasks.ts";

/** One matrix product from the features of a pixel to all classes of all bins above it. */
export function linearHead({ classes, bins }: TaskOutputs): DenseLayer[] {
  return [{ name: "head", units: classes * bins, relu: false }];
}

/** The same with a layer in between. */
export function twoLayerHead(width: number, { classes, bins }: TaskOutputs): DenseLayer[] {
  return [
    { name: "head_1", units: width, relu: true },
    { name: "head_2", units: classes * bins, relu: false },
  ];
}

/** One matrix product from the features of a voxel to its classes. */
export function voxelHead({ classes }: TaskOutputs): DenseLayer[] {
  return [{ name: "head", units: classes, relu: false }];
}

export function pixelOutputs({ classes, bins }: TaskOutputs): GraphOutputs {
  return { classes, bins, of: "pixel" };
}

export function voxelOutputs({ classes, bins }: TaskOutputs): GraphOutputs {
  return { classes, bins, of: "voxel" };
}
