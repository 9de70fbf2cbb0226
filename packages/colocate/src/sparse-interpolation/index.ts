export type { TensorLayout } from "./_dense-layout.ts";
export { interpolateFeatures } from "./interpolate-features.ts";
export { type SparseInterpolateOptions, sparseInterpolate } from "./sparse-interpolate.ts";
