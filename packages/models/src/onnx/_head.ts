import type { DenseLayer, NetworkGraph } from "../graph/types.ts";
import { permute } from "./_layouts.ts";
import type { OnnxValue } from "./onnx-graph-builder.ts";
import type { RuleContext } from "./rules/rule.ts";

/** Logits [B, 9, K, H, W] or [B, K, H, W] of features [B, D, H, W]. */
export function denseLogits(features: OnnxValue, graph: NetworkGraph, context: RuleContext): OnnxValue {
  const { onnx } = context;
  const values = runHead(features, graph, context, pixelLayer);
  const { classes, bins } = graph.outputs;
  if (classes === 1) return values;
  const batch = onnx.node("Shape", "logits/batch", [values], { end: 1 });
  const size = onnx.node("Shape", "logits/size", [values], { start: 2 });
  const split = onnx.integers("logits/classes_and_bins", [classes, bins]);
  return onnx.node("Reshape", "logits", [
    values,
    onnx.node("Concat", "logits/shape", [batch, split, size], { axis: 0 }),
  ]);
}

/** Logits [P, 9, K] or [P, K] of features [P, D] at label points. */
export function pointLogits(features: OnnxValue, graph: NetworkGraph, context: RuleContext): OnnxValue {
  const { onnx } = context;
  const values = runHead(features, graph, context, pointLayer);
  const { classes, bins } = graph.outputs;
  if (classes === 1) return values;
  // 0: as many as there are.
  return onnx.node("Reshape", "logits", [values, onnx.integers("logits/shape", [0, classes, bins])]);
}

/** Writes one layer of a head, without ReLU. */
type WriteLayer = (name: string, layer: DenseLayer, value: OnnxValue, context: RuleContext) => OnnxValue;

/** The last layer's value is called "logits" when it needs no other shape. */
function runHead(features: OnnxValue, graph: NetworkGraph, context: RuleContext, write: WriteLayer): OnnxValue {
  const { head, outputs } = graph;
  return head.reduce((value, layer, i) => {
    if (layer.relu) return context.onnx.node("Relu", `${layer.name}_relu`, [write(layer.name, layer, value, context)]);
    return write(i === head.length - 1 && outputs.classes === 1 ? "logits" : layer.name, layer, value, context);
  }, features);
}

/** At each pixel of [B, D, H, W]: a convolution with a kernel of 1 x 1. */
function pixelLayer(name: string, layer: DenseLayer, value: OnnxValue, context: RuleContext): OnnxValue {
  const { onnx, weights, shapeOf } = context;
  const shape = shapeOf(`${layer.name}/kernel`);
  const kernel = permute(weights.get(`${layer.name}/kernel`)!, shape, [1, 0]);
  const inputs = [value, onnx.floats(`${layer.name}/kernel`, [shape[1]!, shape[0]!, 1, 1], kernel)];
  return onnx.node("Conv", name, [...inputs, layerBias(layer, context)], { kernel_shape: [1, 1] });
}

/** At each row of [P, D]. */
function pointLayer(name: string, layer: DenseLayer, value: OnnxValue, context: RuleContext): OnnxValue {
  const { onnx, weights, shapeOf } = context;
  const kernelName = `${layer.name}/kernel`;
  const kernel = onnx.floats(kernelName, shapeOf(kernelName), weights.get(kernelName)!);
  return onnx.node("Gemm", name, [value, kernel, layerBias(layer, context)]);
}

function layerBias({ name, units }: DenseLayer, { onnx, weights }: RuleContext): OnnxValue {
  return onnx.floats(`${name}/bias`, [units], weights.get(`${name}/bias`)!);
}
