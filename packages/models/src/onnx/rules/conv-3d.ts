import { convolutionWeights } from "./_convolution.ts";
import type { Rule } from "./rule.ts";

/** Conv, with as many zeros around the volume as keep its size. */
export const conv3d: Rule<"conv3d"> = ({ name, kernel }, [volume], context) => {
  const border = kernel.map((length) => (length - 1) / 2);
  return context.onnx.node("Conv", name, [volume, ...convolutionWeights(name, 0, context)], {
    kernel_shape: kernel,
    pads: [...border, ...border],
  });
};
