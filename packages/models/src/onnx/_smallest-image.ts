import type { NetworkGraph } from "../graph/types.ts";
import { zerosUnless } from "./_assertion.ts";
import type { OnnxGraphBuilder, OnnxValue } from "./onnx-graph-builder.ts";

/** The fewest rows, and columns, that an image needs to be halved as often as the network does. */
export function smallestSide({ nodes }: NetworkGraph): number {
  const halvings: number[] = [];
  for (const { op, inputs } of nodes) {
    // What takes the size of another value takes that of its second input.
    const of = op === "resizeLike" || op === "fitLike" ? inputs[1] : inputs[0];
    halvings.push((of === undefined ? 0 : halvings[of]!) + (op === "maxPool2d" ? 1 : 0));
  }
  return 2 ** Math.max(...halvings);
}

/**
 * The images, which stops a run with too few rows or columns: pooling would make images without pixels of them, and
 * enlarging these again numbers without meaning. The zeros of the check are added to the shape that the images get, which is
 * the one they have.
 */
export function checkedImages(images: OnnxValue, smallest: number, onnx: OnnxGraphBuilder): OnnxValue {
  if (smallest === 1) return images;
  const prefix = `images_at_least_${smallest}_x_${smallest}`;
  const size = onnx.node("Shape", `${prefix}/size`, [images], { start: 2 });
  const isLess = onnx.node("Less", `${prefix}/is_less`, [size, onnx.integers(`${prefix}/smallest`, [smallest])]);
  const same = onnx.node("Add", `${prefix}/same_size`, [size, zerosUnless(isLess, prefix, onnx)]);
  // 0: as many as there are.
  const others = onnx.integers(`${prefix}/batch_and_channels`, [0, 0]);
  const shape = onnx.node("Concat", `${prefix}/shape`, [others, same], { axis: 0 });
  return onnx.node("Reshape", `${prefix}/images`, [images, shape]);
}
