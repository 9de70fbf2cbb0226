import type { DenseLayer, NetworkGraph } from "../graph/types.ts";
import { permute } from "./_layouts.ts";
import type { OnnxValue } from "./onnx-graph-builder.ts";
import type { RuleContext } from "./rules/rule.ts";

/** Logits [B, 9, K, H, W] or [B, K, H, W] of features [B, D, H, W] of pixels, or [B, D, K, H, W] of voxels. */
export function denseLogits(features: OnnxValue, graph: NetworkGraph, context: RuleContext): OnnxValue {
  const { onnx } = context;
  const { classes, bins, of } = graph.outputs;
  if (of === "voxel") {
    if (classes > 1) return runHead(features, graph, context, voxelLayer, "logits");
    const values = runHead(features, graph, context, voxelLayer);
    return onnx.node("Squeeze", "logits", [values, onnx.integers("logits/class_axis", [1])]);
  }
  if (classes === 1) return runHead(features, graph, context, pixelLayer, "logits");
  const values = runHead(features, graph, context, pixelLayer);
  const batch = onnx.node("Shape", "logits/batch", [values], { end: 1 });
  const size = onnx.node("Shape", "logits/size", [values], { start: 2 });
  const split = onnx.integers("logits/classes_and_bins", [classes, bins]);
  return onnx.node("Reshape", "logits", [
    values,
    onnx.node("Concat", "logits/shape", [batch, split, size], { axis: 0 }),
  ]);
}

/** Logits [P, 9, K] or [P, K] of features at label points: [P, D] of pixels, [P, K, D] of voxels. */
export function pointLogits(features: OnnxValue, graph: NetworkGraph, context: RuleContext): OnnxValue {
  const { onnx } = context;
  const { classes, bins, of } = graph.outputs;
  if (of === "voxel") {
    const values = runHead(features, graph, context, columnLayer);
    if (classes > 1) return onnx.node("Transpose", "logits", [values], { perm: [0, 2, 1] });
    return onnx.node("Squeeze", "logits", [values, onnx.integers("logits/class_axis", [2])]);
  }
  if (classes === 1) return runHead(features, graph, context, pointLayer, "logits");
  const values = runHead(features, graph, context, pointLayer);
  // 0: as many as there are.
  return onnx.node("Reshape", "logits", [values, onnx.integers("logits/shape", [0, classes, bins])]);
}

/** Writes one layer of a head, without ReLU. */
type WriteLayer = (name: string, layer: DenseLayer, value: OnnxValue, context: RuleContext) => OnnxValue;

/** @param result name of the last layer's value, which has no ReLU; its own, unless told otherwise */
function runHead(
  features: OnnxValue,
  { head }: NetworkGraph,
  context: RuleContext,
  write: WriteLayer,
  result: string = head.at(-1)!.name,
): OnnxValue {
  return head.reduce((value, layer, i) => {
    if (layer.relu) return context.onnx.node("Relu", `${layer.name}_relu`, [write(layer.name, layer, value, context)]);
    return write(i === head.length - 1 ? result : layer.name, layer, value, context);
  }, features);
}

/** At each pixel of [B, D, H, W]. */
const pixelLayer: WriteLayer = (...layer) => convolve([1, 1], ...layer);

/** At each voxel of [B, D, K, H, W]. */
const voxelLayer: WriteLayer = (...layer) => convolve([1, 1, 1], ...layer);

/** A convolution whose kernel has this shape: 1 everywhere. */
function convolve(
  kernelShape: readonly number[],
  name: string,
  layer: DenseLayer,
  value: OnnxValue,
  context: RuleContext,
): OnnxValue {
  const { onnx, weights, shapeOf } = context;
  const shape = shapeOf(`${layer.name}/kernel`);
  const kernel = permute(weights.get(`${layer.name}/kernel`)!, shape, [1, 0]);
  const inputs = [value, onnx.floats(`${layer.name}/kernel`, [shape[1]!, shape[0]!, ...kernelShape], kernel)];
  return onnx.node("Conv", name, [...inputs, layerBias(layer, context)], { kernel_shape: kernelShape });
}

/** At each row of [P, D]. */
const pointLayer: WriteLayer = (name, layer, value, context) =>
  context.onnx.node("Gemm", name, [value, layerKernel(layer, context), layerBias(layer, context)]);

/** At each voxel of [P, K, D]. */
const columnLayer: WriteLayer = (name, layer, value, context) => {
  const product = context.onnx.node("MatMul", `${name}/product`, [value, layerKernel(layer, context)]);
  return context.onnx.node("Add", name, [product, layerBias(layer, context)]);
};

function layerKernel({ name }: DenseLayer, { onnx, weights, shapeOf }: RuleContext): OnnxValue {
  return onnx.floats(`${name}/kernel`, shapeOf(`${name}/kernel`), weights.get(`${name}/kernel`)!);
}

function layerBias({ name, units }: DenseLayer, { onnx, weights }: RuleContext): OnnxValue {
  return onnx.floats(`${name}/bias`, [units], weights.get(`${name}/bias`)!);
}
