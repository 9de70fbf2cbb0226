import { resize } from "./_resize.ts";
import type { Rule } from "./rule.ts";

/** Resize of images whose rows are the cells of altitude, and whose columns are all pixels of a slice. */
export const resizeAltitude: Rule<"resizeAltitude"> = ({ name, cells }, [volume], { onnx }) => {
  // 0: as many as there are; -1: what is left.
  const flat = onnx.node("Reshape", `${name}/flat`, [volume, onnx.integers(`${name}/flat_shape`, [0, 0, 0, -1])]);
  const before = onnx.node("Shape", `${name}/before`, [flat], { end: 2 });
  const pixels = onnx.node("Shape", `${name}/pixels`, [flat], { start: 3 });
  const wanted = onnx.integers(`${name}/cells`, [cells]);
  const sizes = onnx.node("Concat", `${name}/sizes`, [before, wanted, pixels], { axis: 0 });
  const size = onnx.node("Shape", `${name}/size`, [volume], { start: 3 });
  const shape = onnx.node("Concat", `${name}/shape`, [before, wanted, size], { axis: 0 });
  return onnx.node("Reshape", name, [resize(`${name}/resized`, flat, sizes, onnx), shape]);
};
