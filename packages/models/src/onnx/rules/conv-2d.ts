import { convolutionWeights } from "./_convolution.ts";
import type { Rule } from "./rule.ts";

/** Conv, with as many zeros around the image as keep its size. */
export const conv2d: Rule<"conv2d"> = ({ name, kernel }, [image], context) => {
  const border = (kernel - 1) / 2;
  return context.onnx.node("Conv", name, [image, ...convolutionWeights(name, 0, context)], {
    kernel_shape: [kernel, kernel],
    pads: [border, border, border, border],
  });
};
