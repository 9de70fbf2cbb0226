import type { OnnxGraphBuilder, OnnxValue } from "../../onnx-graph-builder.ts";

/** The sum [] of all of [P, 1, K]: of the bins of a point, then of the points, since sums of sums round less. */
export function total(name: string, values: OnnxValue, onnx: OnnxGraphBuilder): OnnxValue {
  const ofPoints = onnx.node("ReduceSum", `loss/${name}/of_points`, [
    values,
    onnx.integers(`loss/${name}/bin_axis`, [2]),
  ]);
  return onnx.node("ReduceSum", name, [ofPoints], { keepdims: 0 });
}
