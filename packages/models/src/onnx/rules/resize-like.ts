import { resize } from "./_resize.ts";
import type { Rule } from "./rule.ts";

/**
 * Resize to the batch and channels of the first input, the rows and columns of the second one. Cells of altitude count as
 * channels: onnxruntime interpolates images on all threads, volumes on one.
 */
export const resizeLike: Rule<"resizeLike"> = ({ name }, [value, like], { onnx, volumes }) => {
  const wanted = onnx.node("Shape", `${name}/wanted`, [like], { start: -2 });
  const own = onnx.node("Shape", `${name}/own`, [value], { end: -2 });
  const shape = onnx.node("Concat", `${name}/shape`, [own, wanted], { axis: 0 });
  if (!volumes.has(name)) return resize(name, value!, shape, onnx);
  const size = onnx.node("Shape", `${name}/size`, [value], { start: -2 });
  // 0: as many as there are; -1: what is left.
  const folded = onnx.integers(`${name}/batch_and_planes`, [0, -1]);
  const planes = onnx.node("Reshape", `${name}/planes`, [
    value,
    onnx.node("Concat", `${name}/planes_shape`, [folded, size], { axis: 0 }),
  ]);
  const planesOwn = onnx.node("Shape", `${name}/planes_own`, [planes], { end: 2 });
  const sizes = onnx.node("Concat", `${name}/sizes`, [planesOwn, wanted], { axis: 0 });
  return onnx.node("Reshape", name, [resize(`${name}/resized`, planes, sizes, onnx), shape]);
};
