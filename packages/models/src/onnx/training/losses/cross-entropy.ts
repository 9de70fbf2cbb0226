import type { Task } from "../../../tasks.ts";
import { weightedMargins } from "./_weighted-margins.ts";
import type { LossInputs, LossNodes } from "./loss.ts";

/**
 * Cross entropy. Of the margin u of a bin, -log sigmoid(u) = softplus(-u) = log(1 + exp(-u)), whose derivative is
 * -sigmoid(-u) = -exp(-softplus(u)).
 */
export function writeCrossEntropy(
  inputs: LossInputs,
  { task, classWeights }: { readonly task: Task; readonly classWeights: readonly number[] },
): LossNodes {
  const weights = { task, numerator: classWeights, denominator: classWeights };
  return weightedMargins(inputs, weights, (margins, onnx) => {
    const value = onnx.node("Softplus", "loss/value", [onnx.node("Neg", "loss/negative", [margins])]);
    const negativeLog = onnx.node("Neg", "loss/log_wrong", [onnx.node("Softplus", "loss/softplus", [margins])]);
    const slope = onnx.node("Neg", "loss/slope", [onnx.node("Exp", "loss/wrong", [negativeLog])]);
    return { value, slope };
  });
}
