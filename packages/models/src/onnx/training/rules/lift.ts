import type { TrainingRule } from "./rule.ts";

/** y[a] = x + bias[a]: dL/dx is the sum of dL/dy over the cells, dL/dbias that over batch, rows and columns. */
export const lift: TrainingRule<"lift"> = ({ name }, [image], _shapes, { onnx, parameter }) => {
  // [B, C, 1, H, W] and [C, A, 1, 1]
  const slice = onnx.node("Unsqueeze", `${name}/slice`, [image, onnx.integers(`${name}/altitude_axis`, [2])]);
  const biasRows = onnx.node("Transpose", `${name}/bias_rows`, [parameter(`${name}/bias`)], { perm: [1, 0] });
  const bias = onnx.node("Unsqueeze", `${name}/biases`, [biasRows, onnx.integers(`${name}/bias_axes`, [2, 3])]);
  return {
    value: onnx.node("Add", name, [slice, bias]),
    backward: (gradient, [isWanted], back) => {
      const prefix = `${back.prefix}/${name}`;
      const others = onnx.integers(`${prefix}/other_axes`, [0, 3, 4]);
      const sums = onnx.node("ReduceSum", `${prefix}/bias_rows`, [gradient, others], { keepdims: 0 });
      back.addGradient(`${name}/bias`, onnx.node("Transpose", `${prefix}/bias`, [sums], { perm: [1, 0] }));
      if (!isWanted) return [undefined];
      const altitude = onnx.integers(`${prefix}/altitude_axis`, [2]);
      return [onnx.node("ReduceSum", `${prefix}/input`, [gradient, altitude], { keepdims: 0 })];
    },
  };
};
