export { interpolateFeatures } from "./interpolate-features.ts";
export { type SparseInterpolateOptions, sparseInterpolate } from "./sparse-interpolate.ts";
export type { TensorLayout } from "./tensor-layout.ts";
