import type { ValueShape } from "../../../graph/types.ts";
import type { OnnxGraphBuilder, OnnxValue } from "../../onnx-graph-builder.ts";
import { interpolation, transposedInterpolation } from "./_interpolation.ts";
import type { TrainingRule } from "./rule.ts";

/** Y = M X with a matrix of weights and the cells of a channel as rows of X, so dL/dX = M' dL/dY. */
export const resizeAltitude: TrainingRule<"resizeAltitude"> = ({ name }, [volume], shapes, { onnx }) => {
  const { value: to } = shapes;
  const from = shapes.inputs[0]!;
  if (from.altitude === to.altitude)
    return { value: volume!, backward: (gradient, [isWanted]) => [isWanted ? gradient : undefined] };
  const weights = interpolation(`${name}/weights`, from.altitude, to.altitude, onnx);
  return {
    value: multiplyCells(name, weights, volume!, from, to.altitude, onnx),
    backward: (gradient, [isWanted], { prefix }) => {
      if (!isWanted) return [undefined];
      const own = `${prefix}/${name}`;
      const transposed = transposedInterpolation(`${own}/weights`, from.altitude, to.altitude, onnx);
      return [multiplyCells(own, transposed, gradient, to, from.altitude, onnx)];
    },
  };
};

/** The product of a matrix [cells, A] with a volume [B, C, A, H, W]. */
function multiplyCells(
  name: string,
  matrix: OnnxValue,
  volume: OnnxValue,
  { channels, altitude, height, width }: ValueShape,
  cells: number,
  onnx: OnnxGraphBuilder,
): OnnxValue {
  // 0: as many as there are.
  const slices = onnx.integers(`${name}/slices_shape`, [0, channels, altitude, height * width]);
  const product = onnx.node("MatMul", `${name}/product`, [
    matrix,
    onnx.node("Reshape", `${name}/slices`, [volume, slices]),
  ]);
  const shape = onnx.integers(`${name}/shape`, [0, channels, cells, height, width]);
  return onnx.node("Reshape", name, [product, shape]);
}
