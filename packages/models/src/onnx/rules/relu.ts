import type { Rule } from "./rule.ts";

export const relu: Rule<"relu"> = ({ name }, inputs, { onnx }) => onnx.node("Relu", name, inputs);
