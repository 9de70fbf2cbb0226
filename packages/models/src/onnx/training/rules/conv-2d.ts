import type { ConvolutionLayer } from "./_convolution-form.ts";
import { plainConvolution } from "./_plain-convolution.ts";
import { rowWinograd, rowWinogradPays } from "./_row-winograd.ts";
import type { TrainingRule } from "./rule.ts";

/** y = K * x + bias, with zeros around the image; dL/dbias is the sum of dL/dy, for the rest see the forms. */
export const conv2d: TrainingRule<"conv2d"> = (node, [image], { value: shape, inputs }, { onnx, parameter }) => {
  const { name, kernel: size, bias } = node;
  const layer: ConvolutionLayer = {
    onnx,
    name,
    image: image!,
    kernel: parameter(`${name}/kernel`),
    bias: bias ? parameter(`${name}/bias`) : undefined,
    size,
    channels: inputs[0]!.channels,
    filters: shape.channels,
    height: shape.height,
    width: shape.width,
  };
  const form = rowWinogradPays(layer) ? rowWinograd(layer) : plainConvolution(layer);
  return {
    value: form.value,
    backward: (gradient, [isWanted], back) => {
      const prefix = `${back.prefix}/${name}`;
      if (bias) {
        const axes = onnx.integers(`${prefix}/bias_axes`, [0, 2, 3]);
        const sum = onnx.node("ReduceSum", `${prefix}/bias_gradient`, [gradient, axes], { keepdims: 0 });
        back.addGradient(`${name}/bias`, sum);
      }
      back.addGradient(`${name}/kernel`, form.kernelGradient(gradient, prefix));
      return [isWanted ? form.inputGradient(gradient, prefix) : undefined];
    },
  };
};
