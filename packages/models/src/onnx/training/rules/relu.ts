import { reluGradient } from "./_relu-gradient.ts";
import type { TrainingRule } from "./rule.ts";

/** y = max(x, 0), with the gradient 0 at 0. */
export const relu: TrainingRule<"relu"> = ({ name }, [input], _shapes, { onnx }) => {
  const value = onnx.node("Relu", name, [input]);
  return {
    value,
    backward: (gradient, [isWanted], { prefix }) => [
      isWanted ? reluGradient(gradient, value, `${prefix}/${name}`, onnx) : undefined,
    ],
  };
};
