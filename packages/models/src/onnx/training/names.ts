import { type LossOptions, lossSettings } from "../../losses/loss-settings.ts";

/**
 * A sum over micro-batches whose gradient is found on its own, since the loss of all of them is a quotient of sums: the
 * numerator of the loss at labels, its denominator where that depends on the logits, and the numerator of the smoothness
 * penalty.
 */
export type GradientSum = "numerator" | "denominator" | "smoothness";

/**
 * The sums that are differentiated, in the order in which both graphs have them.
 * @param smoothness whether there is a smoothness penalty
 * @throws as `lossTerms` for options of a loss that cannot be
 */
export function gradientSums(loss: LossOptions, smoothness: boolean): readonly GradientSum[] {
  const { kind } = lossSettings("the loss", loss);
  const ofLoss: GradientSum[] = kind === "soft_jaccard" ? ["numerator", "denominator"] : ["numerator"];
  return smoothness ? [...ofLoss, "smoothness"] : ofLoss;
}

/** Names of inputs and outputs of the training graphs that are made of other names. */
export interface TrainingNames {
  /** Input of `encodeGradients`: what earlier micro-batches made the gradient of a sum by a parameter, `<sum>/<parameter>`. */
  readonly accumulator: (sum: GradientSum, parameter: string) => string;
  /** Output that takes the place of an input in the next run: `next/<input>`. */
  readonly next: (input: string) => string;
  /** Input of `encodeUpdate`: what the gradient of a sum is multiplied by, `<sum>_factor`. */
  readonly factor: (sum: GradientSum) => string;
}

/** How names of the training graphs are made. */
export const trainingNames: TrainingNames = /* @__PURE__ */ Object.freeze({
  accumulator: (sum: GradientSum, parameter: string) => `${sum}/${parameter}`,
  next: (input: string) => `next/${input}`,
  factor: (sum: GradientSum) => `${sum}_factor`,
});
