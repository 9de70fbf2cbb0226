import type { MarginWeights } from "../../../losses/_weighted-margins.ts";
import { weightedMargins } from "./_weighted-margins.ts";
import type { LossInputs, LossNodes } from "./loss.ts";

/**
 * Focal loss (Lin et al. 2017). With a = softplus(u) = -log(1 - p) and b = softplus(-u) = -log p of the margin u of a bin
 * it is exp(-gamma a) b, whose derivative is -exp(-gamma a) (gamma p b + 1 - p): no power of a base that may be 0.
 */
export function writeFocal(
  inputs: LossInputs,
  { gamma, ...weights }: MarginWeights & { readonly gamma: number },
): LossNodes {
  return weightedMargins(inputs, weights, (margins, onnx) => {
    const factor = onnx.floats("loss/gamma", [], Float32Array.of(gamma));
    const a = onnx.node("Softplus", "loss/a", [margins]);
    const b = onnx.node("Softplus", "loss/b", [onnx.node("Neg", "loss/negative", [margins])]);
    const logWrong = onnx.node("Neg", "loss/log_wrong", [a]);
    const focus = onnx.node("Exp", "loss/focus", [onnx.node("Mul", "loss/log_focus", [logWrong, factor])]);
    const right = onnx.node("Exp", "loss/right_probability", [onnx.node("Neg", "loss/log_right", [b])]);
    const wrong = onnx.node("Exp", "loss/wrong_probability", [logWrong]);
    const product = onnx.node("Mul", "loss/right_b", [right, b]);
    const sum = onnx.node("Add", "loss/sum", [onnx.node("Mul", "loss/gamma_right_b", [product, factor]), wrong]);
    return {
      value: onnx.node("Mul", "loss/value", [focus, b]),
      slope: onnx.node("Neg", "loss/slope", [onnx.node("Mul", "loss/steepness", [focus, sum])]),
    };
  });
}
