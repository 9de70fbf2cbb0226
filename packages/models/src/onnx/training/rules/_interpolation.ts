import { linearWeights } from "../../../graph/linear-weights.ts";
import { permute } from "../../_layouts.ts";
import type { OnnxGraphBuilder, OnnxValue } from "../../onnx-graph-builder.ts";

/** Weights of linear interpolation, [to, from]: a product with them interpolates what lies along one axis. */
export function interpolation(name: string, from: number, to: number, onnx: OnnxGraphBuilder): OnnxValue {
  return onnx.floats(name, [to, from], linearWeights(from, to));
}

/** The same, [from, to]. */
export function transposedInterpolation(name: string, from: number, to: number, onnx: OnnxGraphBuilder): OnnxValue {
  return onnx.floats(name, [from, to], permute(linearWeights(from, to), [to, from], [1, 0]));
}
