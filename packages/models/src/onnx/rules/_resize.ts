import type { OnnxGraphBuilder, OnnxValue } from "../onnx-graph-builder.ts";

/** Linear interpolation of the last two axes of a value with four, corners aligned. @param sizes lengths of all four */
export function resize(name: string, value: OnnxValue, sizes: OnnxValue, onnx: OnnxGraphBuilder): OnnxValue {
  return onnx.node("Resize", name, [value, undefined, undefined, sizes], {
    coordinate_transformation_mode: "align_corners",
    mode: "linear",
  });
}
