import type { Rule } from "./rule.ts";

/** Pad at the end, by what rows and columns are too few: by a negative number, which cuts off, where they are too many. */
export const fitLike: Rule<"fitLike"> = ({ name }, [value, like], { onnx, volumes }) => {
  const own = onnx.node("Shape", `${name}/own`, [value], { start: -2 });
  const wanted = onnx.node("Shape", `${name}/wanted`, [like], { start: -2 });
  const missing = onnx.node("Sub", `${name}/missing`, [wanted, own]);
  // Before each axis, then after all but rows and columns.
  const axes = volumes.has(name) ? 5 : 4;
  const none = onnx.integers(`${name}/none`, new Array<number>(axes + axes - 2).fill(0));
  return onnx.node("Pad", name, [value, onnx.node("Concat", `${name}/pads`, [none, missing], { axis: 0 })]);
};
