import { taskTargets } from "@atcs/dataset";
import { cloudTypeCount } from "@atcs/models";
import type { RunConfig } from "../config/run-config.ts";
import type { LabelSums } from "../engines/compute/loss-sums.ts";

/** What a loss at labels is made of. */
export type LabelLoss = Pick<RunConfig["loss"], "kind" | "classWeights" | "alpha" | "gamma"> & Pick<RunConfig, "task">;

const unknown = 255;

/**
 * The loss at labels, as `lossTerms` of `@atcs/models` has it, in plain code and double precision: for evaluations, which
 * need no gradients. Numerator and denominator are its own too, with class weights by their quotients alone.
 *
 * @param logits [P, 9, K] of `seg_3d`, [P, K] of `bin_seg_3d`, [P, 1] of `bin_seg_2d`
 * @param cloudScenario [P, K]
 * @param bins K
 */
export function labelLoss(logits: Float32Array, cloudScenario: Uint8Array, bins: number, loss: LabelLoss): LabelSums {
  const { task } = loss;
  const targets = taskTargets(cloudScenario, bins, task);
  const classes = task === "seg_3d" ? cloudTypeCount : 2;
  const logProbabilities = new Float64Array(classes);
  const add = addingTo(loss);
  const sums = { numerator: 0, denominator: 0 };
  for (const [i, target] of targets.entries()) {
    if (target === unknown) continue;
    if (task === "seg_3d") {
      const point = Math.floor(i / bins);
      logSoftmax(logits, point * classes * bins + (i % bins), bins, logProbabilities);
    } else {
      logProbabilities[0] = -softplus(logits[i]!);
      logProbabilities[1] = -softplus(-logits[i]!);
    }
    add(sums, logProbabilities, target);
  }
  return sums;
}

/** Adds a bin of class t, of the logarithms of all probabilities. */
function addingTo({
  kind,
  classWeights: given,
  alpha = [],
  gamma = 0,
}: LabelLoss): (sums: { numerator: number; denominator: number }, logProbabilities: Float64Array, t: number) => void {
  const classWeights = scaled(given);
  if (kind === "soft_jaccard") {
    return (sums, logProbabilities, t) => {
      for (const [c, logProbability] of logProbabilities.entries()) {
        const p = Math.exp(logProbability);
        const weight = classWeights[c]!;
        // U - I and U; at the class itself these are 1 - p and 1, elsewhere p and p.
        sums.numerator += weight * (c === t ? 1 - p : p);
        sums.denominator += weight * (c === t ? 1 : p);
      }
    };
  }
  const focusing = (logP: number): number => (kind === "focal" ? (-Math.expm1(logP)) ** gamma : 1);
  return (sums, logProbabilities, t) => {
    const logP = logProbabilities[t]!;
    const weight = classWeights[t]!;
    sums.numerator += weight * (kind === "focal" ? alpha[t]! : 1) * focusing(logP) * -logP;
    sums.denominator += weight;
  };
}

/** By the power of two that leaves the largest from 1 to 2, so that denominators count that would be below the floor. */
function scaled(classWeights: readonly number[]): readonly number[] {
  const unit = 2 ** Math.floor(Math.log2(Math.max(...classWeights)));
  return classWeights.map((weight) => weight / unit);
}

/** Logarithms of softmax of the logits at `first`, `first + step` and so on. */
function logSoftmax(logits: Float32Array, first: number, step: number, result: Float64Array): void {
  let largest = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < result.length; c++) largest = Math.max(largest, logits[first + c * step]!);
  let sum = 0;
  for (let c = 0; c < result.length; c++) sum += Math.exp(logits[first + c * step]! - largest);
  const shift = largest + Math.log(sum);
  for (let c = 0; c < result.length; c++) result[c] = logits[first + c * step]! - shift;
}

/** log(1 + exp(x)) */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
