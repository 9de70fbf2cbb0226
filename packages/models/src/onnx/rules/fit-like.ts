import type { Rule } from "./rule.ts";

/** Pad at the end, by what rows and columns are too few: by a negative number, which cuts off, where they are too many. */
export const fitLike: Rule<"fitLike"> = ({ name }, [image, like], { onnx }) => {
  const own = onnx.node("Shape", `${name}/own`, [image], { start: 2 });
  const wanted = onnx.node("Shape", `${name}/wanted`, [like], { start: 2 });
  const missing = onnx.node("Sub", `${name}/missing`, [wanted, own]);
  // Before batch, channels, rows and columns, then after batch and channels.
  const none = onnx.integers(`${name}/none`, [0, 0, 0, 0, 0, 0]);
  return onnx.node("Pad", name, [image, onnx.node("Concat", `${name}/pads`, [none, missing], { axis: 0 })]);
};
