import type { Rule } from "./rule.ts";

export const concat: Rule<"concat"> = ({ name }, inputs, { onnx }) => onnx.node("Concat", name, inputs, { axis: 1 });
