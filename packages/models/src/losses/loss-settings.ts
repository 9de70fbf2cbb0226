import { checkChoice, checkOptions } from "../_check.ts";
import type { Numbers } from "../model/label-points.ts";
import type { Task } from "../tasks.ts";
import { classWeightsOf } from "./_check.ts";
import { focalSettings } from "./_focal-settings.ts";
import type { MarginWeights } from "./_weighted-margins.ts";

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

/** A loss with its defaults, checked. */
export type LossSettings =
  | { readonly kind: "cross_entropy" | "soft_jaccard"; readonly task: Task; readonly classWeights: readonly number[] }
  | ({ readonly kind: "focal"; readonly gamma: number } & MarginWeights);

/**
 * What the options say.
 * @param what has the options: `lossTerms`
 * @throws TypeError for a kind, a task or an option that there is not; RangeError for numbers that cannot be, as the loss
 * itself has them
 */
export function lossSettings(what: string, options: LossOptions): LossSettings {
  checkOptions(what, options, ["kind", "task", "classWeights", "alpha", "gamma"]);
  const { kind = "cross_entropy", alpha, gamma, task, classWeights } = options;
  checkChoice("kind", kind, lossKinds);
  if (kind === "focal") return { kind, ...focalSettings({ task, classWeights, alpha, gamma }) };
  const weights = classWeightsOf({ task, classWeights });
  if (alpha === undefined && gamma === undefined) return { kind, task, classWeights: weights };
  throw new TypeError(`${alpha === undefined ? "gamma" : "alpha"} is an option of focal, not of ${kind}`);
}
