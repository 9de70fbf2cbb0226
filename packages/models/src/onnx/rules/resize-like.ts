import type { Rule } from "./rule.ts";

/** Resize to the batch and channels of the first input, the rows and columns of the second one. */
export const resizeLike: Rule<"resizeLike"> = ({ name }, [image, like], { onnx }) => {
  const own = onnx.node("Shape", `${name}/own`, [image], { end: 2 });
  const wanted = onnx.node("Shape", `${name}/wanted`, [like], { start: 2 });
  const sizes = onnx.node("Concat", `${name}/sizes`, [own, wanted], { axis: 0 });
  return onnx.node("Resize", name, [image, undefined, undefined, sizes], {
    coordinate_transformation_mode: "align_corners",
    mode: "linear",
  });
};
