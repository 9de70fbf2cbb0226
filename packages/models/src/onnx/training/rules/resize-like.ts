import type { OnnxValue } from "../../onnx-graph-builder.ts";
import { interpolation, transposedInterpolation } from "./_interpolation.ts";
import type { TrainingRule } from "./rule.ts";

/**
 * Y = R X C' with matrices of weights for rows and columns, so dL/dX = R' dL/dY C. These take about as long as Resize, which
 * has no gradient in ONNX and does not know volumes everywhere. Columns come first in both directions: they are a single
 * product, rows one of each channel.
 */
export const resizeLike: TrainingRule<"resizeLike"> = ({ name }, [image], shapes, { onnx }) => {
  const { value: to } = shapes;
  const from = shapes.inputs[0]!;
  const [sameRows, sameColumns] = [from.height === to.height, from.width === to.width];
  return {
    value: forward(image!),
    backward: (gradient, [isWanted], { prefix }) => [isWanted ? back(gradient, `${prefix}/${name}`) : undefined],
  };

  function forward(value: OnnxValue): OnnxValue {
    const columnsDone = sameColumns
      ? value
      : onnx.node("MatMul", sameRows ? name : `${name}/columns`, [
          value,
          transposedInterpolation(`${name}/column_weights`, from.width, to.width, onnx),
        ]);
    if (sameRows) return columnsDone;
    return onnx.node("MatMul", name, [interpolation(`${name}/row_weights`, from.height, to.height, onnx), columnsDone]);
  }

  function back(gradient: OnnxValue, prefix: string): OnnxValue {
    const columnsDone = sameColumns
      ? gradient
      : onnx.node("MatMul", `${prefix}/columns`, [
          gradient,
          interpolation(`${prefix}/column_weights`, from.width, to.width, onnx),
        ]);
    if (sameRows) return columnsDone;
    return onnx.node("MatMul", `${prefix}/rows`, [
      transposedInterpolation(`${prefix}/row_weights`, from.height, to.height, onnx),
      columnsDone,
    ]);
  }
};
