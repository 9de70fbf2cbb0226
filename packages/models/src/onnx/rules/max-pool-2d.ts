import type { Rule } from "./rule.ts";

/** MaxPool rounds the size down, as long as it is not told otherwise: an odd last row or column is left out. */
export const maxPool2d: Rule<"maxPool2d"> = ({ name }, inputs, { onnx }) =>
  onnx.node("MaxPool", name, inputs, { kernel_shape: [2, 2], strides: [2, 2] });
