import { cornerIndices, pointInputs, weightRows } from "./_label-points.ts";
import type { OnnxGraphBuilder, OnnxValue } from "./onnx-graph-builder.ts";

/**
 * Features [P, D] at label points of features [B, D, H, W]: those of the four pixels about each point, weighted and added
 * up. Adds the inputs `batch_index` [P], `corners` [P, 4, 2] and `weights` [P, 4].
 */
export function interpolatePoints(features: OnnxValue, onnx: OnnxGraphBuilder): OnnxValue {
  const points = pointInputs(onnx);
  const channelsLast = onnx.node("Transpose", "points/channels_last", [features], { perm: [0, 2, 3, 1] });
  const gathered = onnx.node("GatherND", "points/gathered", [channelsLast, cornerIndices(points, onnx)]);
  // [P, 1, 4] times [P, 4, D]
  const sums = onnx.node("MatMul", "points/sums", [weightRows(points, onnx), gathered]);
  return onnx.node("Squeeze", "points/features", [sums, onnx.integers("points/sum_axis", [1])]);
}

/** The same of features [B, D, K, H, W]: [P, K, D]. */
export function interpolateColumns(
  features: OnnxValue,
  [cells, channels]: readonly [number, number],
  onnx: OnnxGraphBuilder,
): OnnxValue {
  const points = pointInputs(onnx);
  const columnsLast = onnx.node("Transpose", "points/columns_last", [features], { perm: [0, 3, 4, 2, 1] });
  const gathered = onnx.node("GatherND", "points/gathered", [columnsLast, cornerIndices(points, onnx)]);
  // 0: as many as there are.
  const flatShape = onnx.integers("points/flat_shape", [0, 4, cells * channels]);
  const flat = onnx.node("Reshape", "points/flat", [gathered, flatShape]);
  // [P, 1, 4] times [P, 4, K D]
  const sums = onnx.node("MatMul", "points/sums", [weightRows(points, onnx), flat]);
  return onnx.node("Reshape", "points/features", [sums, onnx.integers("points/features_shape", [0, cells, channels])]);
}
