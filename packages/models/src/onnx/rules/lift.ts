import { permute } from "../_layouts.ts";
import type { Rule } from "./rule.ts";

/** The image as a slice [B, C, 1, H, W], plus biases [C, cells, 1, 1]. */
export const lift: Rule<"lift"> = ({ name }, [image], { onnx, weights, shapeOf }) => {
  const [cells, channels] = shapeOf(`${name}/bias`) as [number, number];
  const values = permute(weights.get(`${name}/bias`)!, [cells, channels], [1, 0]);
  const slice = onnx.node("Unsqueeze", `${name}/slice`, [image, onnx.integers(`${name}/altitude_axis`, [2])]);
  return onnx.node("Add", name, [slice, onnx.floats(`${name}/bias`, [channels, cells, 1, 1], values)]);
};
