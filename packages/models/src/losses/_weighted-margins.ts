import { mul, type Tensor, type Tensor2D } from "@tensorflow/tfjs";
import type { Task } from "../tasks.ts";
import { checkLogits } from "./_check.ts";
import { margins, perBin } from "./_margins.ts";
import { oneHotTargets } from "./_targets.ts";
import { makeTerms, noTerms, total } from "./_terms.ts";
import type { CloudScenario } from "./cloud-scenario.ts";
import type { LossTerms } from "./loss-value.ts";

/** Weights of the classes above and below the line. */
export interface MarginWeights {
  readonly task: Task;
  readonly numerator: readonly number[];
  readonly denominator: readonly number[];
}

/**
 * The weighted mean over valid bins of a function of the margin of the right class.
 * @param lossOf [P, K] of margins [P, K]; finite for every finite margin
 */
export function weightedMargins(
  logits: Tensor,
  cloudScenario: CloudScenario,
  { task, numerator, denominator }: MarginWeights,
  lossOf: (margins: Tensor2D) => Tensor,
): LossTerms {
  const shape = checkLogits(logits, task);
  return makeTerms(() => {
    const targets = oneHotTargets(cloudScenario, task, shape);
    if (shape.points === 0) return noTerms(logits);
    const losses = lossOf(margins(logits, targets));
    return {
      numerator: total(mul(losses, perBin(targets, numerator))),
      denominator: total(perBin(targets, denominator)),
    };
  });
}
