import { type ImageSize, valueShapes } from "../../graph/shapes.ts";
import type { NetworkGraph } from "../../graph/types.ts";
import { zerosUnless } from "../_assertion.ts";
import type { OnnxGraphBuilder, OnnxValue } from "../onnx-graph-builder.ts";

/** Name of a layer of batch normalisation that has one value of an image in each channel, of which there is no variance. */
export function singleValueLayer(graph: NetworkGraph, size: ImageSize): string | undefined {
  const shapes = valueShapes(graph, size);
  return graph.nodes.find(({ op }, i) => {
    const { altitude, height, width } = shapes[i]!;
    return op === "batchNormRelu" && altitude * height * width === 1;
  })?.name;
}

/**
 * The images, of which one alone makes a run fail: PyTorch refuses it too, since a variance of 0 would be learned, and
 * values divided by it later. The zero of the check is added to the batch that the images get, which is the one they have.
 */
export function atLeastTwo(images: OnnxValue, layer: string, onnx: OnnxGraphBuilder): OnnxValue {
  const prefix = `at_least_2_images_for_${layer}`;
  const batch = onnx.node("Shape", `${prefix}/batch`, [images], { start: 0, end: 1 });
  const isLess = onnx.node("Less", `${prefix}/is_less`, [batch, onnx.integers(`${prefix}/two`, [2])]);
  const same = onnx.node("Add", `${prefix}/same_batch`, [batch, zerosUnless(isLess, prefix, onnx)]);
  const rest = onnx.node("Shape", `${prefix}/rest`, [images], { start: 1 });
  const shape = onnx.node("Concat", `${prefix}/shape`, [same, rest], { axis: 0 });
  return onnx.node("Reshape", `${prefix}/images`, [images, shape]);
}
