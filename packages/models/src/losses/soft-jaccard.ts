import {
  add,
  matMul,
  mul,
  neg,
  reshape,
  sigmoid,
  softmax,
  stack,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  tensor2d,
  transpose,
} from "@tensorflow/tfjs";
import { checkOptions } from "../_check.ts";
import { checkLogits, classWeightsOf } from "./_check.ts";
import { oneHotTargets } from "./_targets.ts";
import { makeTerms, noTerms, total } from "./_terms.ts";
import type { CloudScenario } from "./cloud-scenario.ts";
import type { ClassLossOptions } from "./cross-entropy.ts";
import type { LossTerms } from "./loss-value.ts";

/**
 * Soft Jaccard loss, 1 - I / U. I is the sum over valid bins and classes of w_c p_c y_c, and U of w_c (p_c + y_c - p_c y_c),
 * with p_c the probability of class c, and y_c 1 at the class of the bin and 0 elsewhere. The clear class is one of them, in
 * the binary tasks too: `classWeights: [0, 1]` gives the index of clouds alone. It is one quotient for all classes and bins,
 * and nothing is added to I or U; `lossValue` takes U for 1e-30 at least.
 *
 * The terms are U - I and U, summed over the bins before the division, so that micro-batches add up to the loss of the
 * whole batch. Both depend on the logits: the gradient of a sum N / D of several is (sum of dN - N / D sum of dD) / D.
 *
 * @param logits as of `crossEntropy`
 * @param cloudScenario as of `crossEntropy`
 * @throws as `crossEntropy`
 */
export function softJaccard(logits: Tensor, cloudScenario: CloudScenario, options: ClassLossOptions): LossTerms {
  checkOptions("softJaccard", options, ["task", "classWeights"]);
  const { task } = options;
  const classWeights = classWeightsOf(options);
  const shape = checkLogits(logits, task);
  return makeTerms(() => {
    const targets = oneHotTargets(cloudScenario, task, shape);
    if (shape.points === 0) return noTerms(logits);
    const classes = classWeights.length;
    const y = reshape(targets, [shape.points * shape.bins, classes]) as Tensor2D;
    const p = reshape(classProbabilities(logits, targets), y.shape);
    // w_c at every class of valid bins, 0 in unknown ones.
    const weights = matMul(sum(y, 1, true) as Tensor2D, tensor2d([...classWeights], [1, classes]));
    const missed = mul(weights, sub(1, y));
    // p + y - p y = y + p (1 - y), and less p y: y + p (1 - y) - p y.
    const wanted = mul(weights, y);
    const union = add(wanted, mul(missed, p));
    return { numerator: total(sub(union, mul(wanted, p))), denominator: total(union) };
  });
}

/** [P, K, classes] */
function classProbabilities(logits: Tensor, targets: Tensor3D): Tensor {
  if (targets.shape[2] > 2) return softmax(transpose(logits, [0, 2, 1]));
  return stack([sigmoid(neg(logits)), sigmoid(logits)], 2);
}
