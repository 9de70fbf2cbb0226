import { convolutionWeights } from "./_convolution.ts";
import type { Rule } from "./rule.ts";

/** ConvTranspose makes 2 H + 1 rows of which the last one is left out, and columns likewise. */
export const convTranspose2d: Rule<"convTranspose2d"> = ({ name }, [image], context) =>
  context.onnx.node("ConvTranspose", name, [image, ...convolutionWeights(name, 1, context)], {
    kernel_shape: [3, 3],
    strides: [2, 2],
    pads: [0, 0, 1, 1],
  });
