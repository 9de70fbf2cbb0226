export type { WeightValues } from "./_weights.ts";
export { encodeOnnx, exportOnnx, type NetworkWeights } from "./export-onnx.ts";
export type { OnnxOptions } from "./options.ts";
