import type { Tensor } from "@tensorflow/tfjs";
import { checkChoice, checkOptions } from "../_check.ts";
import type { Numbers } from "../model/label-points.ts";
import type { Task } from "../tasks.ts";
import { classWeightsOf } from "./_check.ts";
import type { CloudScenario } from "./cloud-scenario.ts";
import { crossEntropy } from "./cross-entropy.ts";
import { focal, focalSettings } from "./focal.ts";
import type { LossTerms } from "./loss-value.ts";
import { softJaccard } from "./soft-jaccard.ts";

/** A loss at labels. */
export type LossKind = "cross_entropy" | "focal" | "soft_jaccard";

/** All of them. */
export const lossKinds: readonly LossKind[] = /* @__PURE__ */ Object.freeze([
  "cross_entropy",
  "focal",
  "soft_jaccard",
] as const);

/** Options of {@link lossTerms}. */
export interface LossOptions {
  /** @default "cross_entropy" */
  readonly kind?: LossKind | undefined;
  readonly task: Task;
  /** As `crossEntropy` has them. @default 1 each */
  readonly classWeights?: Numbers | undefined;
  /** As `focal` has it, and that kind alone. */
  readonly alpha?: Numbers | undefined;
  /** As `focal` has it, and that kind alone. */
  readonly gamma?: number | undefined;
}

/** A loss at labels, of logits and cloud types as `crossEntropy` takes them. */
export interface LossFunction {
  (logits: Tensor, cloudScenario: CloudScenario): LossTerms;
  /**
   * Is the denominator a matter of the labels alone? Then the gradient of several micro-batches is the sum of those of the
   * numerators, over the sum of the denominators. It is not of `soft_jaccard`, which says how to do it.
   */
  readonly hasFixedDenominator: boolean;
}

/**
 * The loss that the options describe, which are checked here and not at the first batch.
 *
 * @throws TypeError for a kind, a task or an option that there is not; RangeError for numbers that cannot be, as the loss
 * itself has them
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import * as tf from "@tensorflow/tfjs";
 * import { lossTerms, lossValue } from "@atcs/models";
 *
 * const loss = lossTerms({ kind: "focal", task: "bin_seg_3d", gamma: 1.5 });
 * const logits = tf.variable(tf.zeros([2, 3]));
 * const cloudScenario = Uint8Array.of(0, 0, 7, 255, 1, 0);
 * const { value, grads } = tf.variableGrads(() => lossValue(loss(logits, cloudScenario)));
 * console.log(value.arraySync(), grads[logits.name]?.arraySync());
 * ```
 */
export function lossTerms(options: LossOptions): LossFunction {
  checkOptions("lossTerms", options, ["kind", "task", "classWeights", "alpha", "gamma"]);
  const { kind = "cross_entropy", alpha, gamma, task, classWeights } = options;
  checkChoice("kind", kind, lossKinds);
  const shared = { task, classWeights: classWeightsOf({ task, classWeights }) };
  if (kind === "focal") {
    focalSettings({ ...shared, alpha, gamma });
    return lossFunction(true, (...batch) => focal(...batch, { ...shared, alpha, gamma }));
  }
  if (alpha !== undefined || gamma !== undefined) {
    throw new TypeError(`${alpha === undefined ? "gamma" : "alpha"} is an option of focal, not of ${kind}`);
  }
  if (kind === "soft_jaccard") return lossFunction(false, (...batch) => softJaccard(...batch, shared));
  return lossFunction(true, (...batch) => crossEntropy(...batch, shared));
}

function lossFunction(
  hasFixedDenominator: boolean,
  terms: (logits: Tensor, cloudScenario: CloudScenario) => LossTerms,
): LossFunction {
  return Object.assign(terms, { hasFixedDenominator });
}
