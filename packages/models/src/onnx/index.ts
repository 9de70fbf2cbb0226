export type { WeightValues } from "./_weights.ts";
export { encodeInference, encodeOnnx, exportOnnx, type InferenceGraph, type NetworkWeights } from "./export-onnx.ts";
export type { FedValues } from "./onnx-graph-builder.ts";
export type { OnnxOptions } from "./options.ts";
export {
  encodeGradients,
  encodeUpdate,
  type GradientsOptions,
  type UpdateOptions,
} from "./training/encode-training.ts";
export { type GradientSum, gradientSums, type TrainingNames, trainingNames } from "./training/names.ts";
export { type SmallestMicroBatch, smallestMicroBatch } from "./training/smallest-micro-batch.ts";
export type { AdamConstants } from "./training/update-graph.ts";
