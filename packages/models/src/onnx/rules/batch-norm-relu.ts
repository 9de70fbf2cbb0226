import { epsilon } from "../../graph/epsilon.ts";
import type { Rule } from "./rule.ts";

/** Relu alone when the convolution before has taken the rest up, else BatchNormalization with the running statistics. */
export const batchNormRelu: Rule<"batchNormRelu"> = ({ name }, [image], { onnx, weights, folding }) => {
  if (folding.layers.has(name)) return onnx.node("Relu", name, [image]);
  const parameters = ["gamma", "beta", "moving_mean", "moving_variance"].map((kind) => {
    const values = weights.get(`${name}/${kind}`)!;
    return onnx.floats(`${name}/${kind}`, [values.length], values);
  });
  const attributes = { epsilon: { float: epsilon } };
  const normalized = onnx.node("BatchNormalization", `${name}/normalized`, [image, ...parameters], attributes);
  return onnx.node("Relu", name, [normalized]);
};
