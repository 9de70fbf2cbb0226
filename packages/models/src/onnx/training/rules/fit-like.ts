import type { OnnxValue } from "../../onnx-graph-builder.ts";
import type { TrainingRule } from "./rule.ts";

/** Rows and columns are added or cut off at the end: the other way round on the way back. */
export const fitLike: TrainingRule<"fitLike"> = ({ name }, [image], { value: to, inputs }, { onnx }) => {
  const from = inputs[0]!;
  const [rows, columns] = [to.height - from.height, to.width - from.width];
  if (rows === 0 && columns === 0)
    return { value: image!, backward: (gradient, [isWanted]) => [isWanted ? gradient : undefined] };
  return {
    value: fit(name, image!, rows, columns),
    backward: (gradient, [isWanted], { prefix }) => [
      isWanted ? fit(`${prefix}/${name}`, gradient, -rows, -columns) : undefined,
    ],
  };

  /** By a negative number of rows or columns: those are cut off. */
  function fit(own: string, value: OnnxValue, moreRows: number, moreColumns: number): OnnxValue {
    // Before the first of each axis, then after the last one.
    return onnx.node("Pad", own, [value, onnx.integers(`${own}/pads`, [0, 0, 0, 0, 0, 0, moreRows, moreColumns])]);
  }
};
