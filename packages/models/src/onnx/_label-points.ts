import { dimensions } from "./_dimensions.ts";
import type { OnnxElementType, OnnxGraphBuilder, OnnxValue } from "./onnx-graph-builder.ts";

/** Where label points are. */
export interface PointInputs {
  /** Image of each point, int64 [P, 1, 1]. */
  readonly image: OnnxValue;
  /** Row and column of the four pixels of each point, int64 [P, 4, 2]. */
  readonly corners: OnnxValue;
  /** Of these pixels, float32 [P, 4]. */
  readonly weights: OnnxValue;
}

/** Adds the inputs `batch_index` [P], `corners` [P, 4, 2] and `weights` [P, 4]. */
export function pointInputs(onnx: OnnxGraphBuilder): PointInputs {
  const input = (name: string, type: OnnxElementType, ...dims: number[]): OnnxValue =>
    onnx.input(name, type, [dimensions.points, ...dims]);
  const axes = onnx.integers("points/image_axes", [1, 2]);
  return {
    image: onnx.node("Unsqueeze", "points/image", [input("batch_index", "int64"), axes]),
    corners: input("corners", "int64", 4, 2),
    weights: input("weights", "float32", 4),
  };
}

/**
 * [P, 4, 3]: image, row and column of the four pixels of each point. Negative ones, which ONNX would count from the end, are
 * made too large, so that they are refused as others are that lie outside.
 */
export function cornerIndices({ image, corners }: PointInputs, onnx: OnnxGraphBuilder): OnnxValue {
  const repeated = onnx.node("Tile", "points/images", [image, onnx.integers("points/image_repeats", [1, 4, 1])]);
  const indices = onnx.node("Concat", "points/given_indices", [repeated, corners], { axis: 2 });
  const isNegative = onnx.node("Less", "points/is_negative", [indices, onnx.integers("points/zero", [0])]);
  const tooLarge = onnx.integers("points/too_large", [2 ** 31]);
  return onnx.node("Where", "points/indices", [isNegative, tooLarge, indices]);
}

/**
 * [P, 1, 4]. The weights are put beside the images, and taken from there again: a matrix product would take the weights of
 * one point for all of them, where this refuses any other number.
 */
export function weightRows({ image, weights }: PointInputs, onnx: OnnxGraphBuilder): OnnxValue {
  const rows = onnx.node("Unsqueeze", "points/rows", [weights, onnx.integers("points/row_axis", [1])]);
  // 1: float32
  const numbers = onnx.node("Cast", "points/image_numbers", [image], { to: 1 });
  const both = onnx.node("Concat", "points/weights_and_images", [rows, numbers], { axis: 2 });
  const start = onnx.integers("points/weights_start", [0]);
  const end = onnx.integers("points/weights_end", [4]);
  const axis = onnx.integers("points/weights_axis", [2]);
  return onnx.node("Slice", "points/weight_rows", [both, start, end, axis]);
}
