import type { ValueShape } from "../../graph/types.ts";
import { zerosUnless } from "../_assertion.ts";
import { cornerIndices, type PointInputs, weightRows } from "../_label-points.ts";
import type { OnnxGraphBuilder, OnnxValue } from "../onnx-graph-builder.ts";

/** Values of pixels at label points. */
export interface PointValues {
  /** [1, D, cells * P]: the points of the first cell of altitude, then those of the next one. */
  readonly value: OnnxValue;
  /** The gradient by the pixels, of one by `value`. */
  readonly backward: (gradient: OnnxValue, prefix: string) => OnnxValue;
}

/**
 * Features [B, D, H, W], or [B, D, A, H, W], at label points: those of the four pixels about each point, weighted and added
 * up. Each number is taken from where it lies, so that nothing of the size of an image is put into another order; back again
 * each is added to where it came from, for which duplicates are no matter. A point outside of the images makes a run fail.
 */
export function writePoints(
  features: OnnxValue,
  shape: ValueShape,
  points: PointInputs,
  onnx: OnnxGraphBuilder,
): PointValues {
  const flat = onnx.integers("points/flat", [-1]);
  const places = onnx.node("Reshape", "points/flat_places", [placesOf(features, shape, points, onnx), flat]);
  const pixels = onnx.node("Reshape", "points/pixels", [features, flat]);
  const byCorner = onnx.integers("points/by_corner", [shape.channels * shape.altitude, -1, 4]);
  const gathered = onnx.node("Reshape", "points/corner_values", [
    onnx.node("GatherElements", "points/gathered", [pixels, places]),
    byCorner,
  ]);
  const cornerAxis = onnx.integers("points/corner_axis", [2]);
  // [1, P, 4]
  const rows = onnx.node("Transpose", "points/corner_weights", [weightRows(points, onnx)], { perm: [1, 0, 2] });
  const weighted = onnx.node("Mul", "points/weighted", [gathered, rows]);
  const sums = onnx.node("ReduceSum", "points/sums", [weighted, cornerAxis], { keepdims: 0 });
  const value = onnx.node("Reshape", "points/features", [
    sums,
    onnx.integers("points/features_shape", [1, shape.channels, -1]),
  ]);
  return {
    value,
    backward: (gradient, prefix) => {
      const onePerPoint = onnx.integers(`${prefix}/points/one`, [shape.channels * shape.altitude, -1, 1]);
      const ofPoints = onnx.node("Reshape", `${prefix}/points/of_points`, [gradient, onePerPoint]);
      const ofCorners = onnx.node("Mul", `${prefix}/points/of_corners`, [ofPoints, rows]);
      const updates = onnx.node("Reshape", `${prefix}/points/updates`, [ofCorners, flat]);
      const size = onnx.node("Shape", `${prefix}/points/size`, [pixels]);
      const zeros = onnx.node("ConstantOfShape", `${prefix}/points/zeros`, [size]);
      const scattered = onnx.node("ScatterElements", `${prefix}/points/scattered`, [zeros, places, updates], {
        axis: 0,
        reduction: "add",
      });
      const whole = onnx.node("Shape", `${prefix}/points/shape`, [features]);
      return onnx.node("Reshape", `${prefix}/points/features`, [scattered, whole]);
    },
  };
}

/** Where the features of a point's pixels lie among all numbers: [D * A, P, 4]. */
function placesOf(features: OnnxValue, shape: ValueShape, points: PointInputs, onnx: OnnxGraphBuilder): OnnxValue {
  const { channels, altitude, height, width } = shape;
  const pixels = height * width;
  const planes = channels * altitude;
  const strides = onnx.integers("points/strides", [planes * pixels, width, 1]);
  const products = onnx.node("Mul", "points/offsets", [insideIndices(features, shape, points, onnx), strides]);
  const axis = onnx.integers("points/index_axis", [2]);
  // [P, 4], in the first plane of each image.
  const inPlane = onnx.node("ReduceSum", "points/in_plane", [products, axis], { keepdims: 0 });
  const starts = onnx.integers(
    "points/starts",
    Array.from({ length: planes }, (_, plane) => plane * pixels),
  );
  const planeAxes = onnx.integers("points/plane_axes", [1, 2]);
  return onnx.node("Add", "points/places", [onnx.node("Unsqueeze", "points/planes", [starts, planeAxes]), inPlane]);
}

/** [P, 4, 3]: image, row and column of the four pixels of each point, all of which must lie inside. */
function insideIndices(features: OnnxValue, shape: ValueShape, points: PointInputs, onnx: OnnxGraphBuilder): OnnxValue {
  const indices = cornerIndices(points, onnx);
  const images = onnx.node("Shape", "points/image_count", [features], { start: 0, end: 1 });
  const size = onnx.integers("points/image_size", [shape.height, shape.width]);
  const limits = onnx.node("Concat", "points/limits", [images, size], { axis: 0 });
  const isOutside = onnx.node("GreaterOrEqual", "points/is_outside", [indices, limits]);
  const zeros = zerosUnless(isOutside, "points/inside_the_images", onnx);
  return onnx.node("Add", "points/inside_indices", [indices, zeros]);
}
