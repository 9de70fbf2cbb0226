import type { OnnxGraphBuilder, OnnxValue } from "./onnx-graph-builder.ts";

/**
 * Zeros of int64 in the shape of `isWrong`; where that is true a run fails, in a node of this name, which is to tell what is
 * wrong. ONNX has no assertion, but an index beyond the end is an error. What is not used would not be computed: add the zeros
 * to a shape or an index.
 */
export function zerosUnless(isWrong: OnnxValue, name: string, onnx: OnnxGraphBuilder): OnnxValue {
  // TensorProto.DataType: 7 is int64.
  const index = onnx.node("Cast", `${name}/index`, [isWrong], { to: 7 });
  return onnx.node("Gather", name, [onnx.integers(`${name}/zero`, [0]), index]);
}
