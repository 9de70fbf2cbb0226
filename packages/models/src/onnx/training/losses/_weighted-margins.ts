import type { MarginWeights } from "../../../losses/_weighted-margins.ts";
import type { OnnxGraphBuilder, OnnxValue } from "../../onnx-graph-builder.ts";
import { logitGradient } from "./_logits.ts";
import { writeMargins } from "./_margins.ts";
import { perBin, writeTargets } from "./_targets.ts";
import { total } from "./_total.ts";
import type { LossInputs, LossNodes } from "./loss.ts";

/** A function of margins, and its derivative. */
export interface MarginFunction {
  readonly value: OnnxValue;
  readonly slope: OnnxValue;
}

/**
 * The weighted mean over valid bins of a function of the margin of the right class; its denominator does not depend on
 * logits.
 * @param write the function, which is finite for every finite margin
 */
export function weightedMargins(
  inputs: LossInputs,
  { task, numerator, denominator }: MarginWeights,
  write: (margins: OnnxValue, onnx: OnnxGraphBuilder) => MarginFunction,
): LossNodes {
  const { onnx } = inputs;
  const targets = writeTargets(inputs, task);
  const margins = writeMargins(inputs, targets, task);
  const { value, slope } = write(margins.value, onnx);
  const weights = perBin("loss/weights", targets, numerator);
  const weighted = onnx.node("Mul", "loss/weighted", [value, weights]);
  const weightedSlopes = onnx.node("Mul", "loss/weighted_slopes", [slope, weights]);
  const gradient = onnx.node("Mul", "loss/gradient", [weightedSlopes, margins.slopes]);
  return {
    numerator: total("numerator", weighted, onnx),
    denominator: total("denominator", perBin("loss/denominator_weights", targets, denominator), onnx),
    numeratorGradient: logitGradient("loss/logit_gradient", gradient, task, onnx),
  };
}
