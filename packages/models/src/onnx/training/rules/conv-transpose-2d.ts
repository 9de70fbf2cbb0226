import type { OnnxValue } from "../../onnx-graph-builder.ts";
import { swappedAxes } from "./_filters.ts";
import { pixelProducts } from "./_pixel-products.ts";
import type { TrainingRule } from "./rule.ts";

/**
 * Pixel (r, c) of x, times the tap (i, k) of K, adds to pixel (2 r + i, 2 c + k) of y; what falls beyond is left out.
 * So dL/dx is the convolution of dL/dy with K and stride 2, with zeros beyond the end, and dL/dK of a tap the product of x
 * and every second row and column of dL/dy from (i, k) on.
 */
export const convTranspose2d: TrainingRule<"convTranspose2d"> = ({ name }, [image], { value, inputs }, context) => {
  const { onnx, parameter, shapeOf } = context;
  const attributes = { kernel_shape: [3, 3], strides: [2, 2], pads: [0, 0, 1, 1] };
  const { height, width, channels } = inputs[0]!;
  const kernelShape = shapeOf(`${name}/kernel`);
  const filters = swappedAxes(parameter(`${name}/kernel`), kernelShape, `${name}/filters`, onnx);
  return {
    value: onnx.node("ConvTranspose", name, [image, filters], attributes),
    backward: (gradient, [isWanted], back) => {
      const prefix = `${back.prefix}/${name}`;
      back.addGradient(`${name}/kernel`, kernelGradient(gradient, prefix));
      return [isWanted ? onnx.node("Conv", `${prefix}/input`, [gradient, filters], attributes) : undefined];
    },
  };

  function kernelGradient(gradient: OnnxValue, prefix: string): OnnxValue {
    const pads = onnx.integers(`${prefix}/pads`, [0, 0, 0, 0, 0, 0, 1, 1]);
    const padded = onnx.node("Pad", `${prefix}/padded`, [gradient, pads]);
    const seconds = [0, 1, 2].flatMap((i) =>
      [0, 1, 2].map((k) => everySecond(padded, i, k, `${prefix}/from_${i}_${k}`)),
    );
    const shape = { left: value.channels, right: channels, pixels: height * width };
    const taps = pixelProducts(seconds, [image!], shape, `${prefix}/taps`, onnx);
    return onnx.node("Reshape", `${prefix}/kernel_gradient`, [
      taps,
      onnx.integers(`${prefix}/kernel_shape`, kernelShape),
    ]);
  }

  /** As many pixels as x has. */
  function everySecond(padded: OnnxValue, row: number, column: number, part: string): OnnxValue {
    const starts = onnx.integers(`${part}/starts`, [row, column]);
    const ends = onnx.integers(`${part}/ends`, [row + 2 * height - 1, column + 2 * width - 1]);
    const axes = onnx.integers(`${part}/axes`, [2, 3]);
    return onnx.node("Slice", part, [padded, starts, ends, axes, onnx.integers(`${part}/steps`, [2, 2])]);
  }
};
