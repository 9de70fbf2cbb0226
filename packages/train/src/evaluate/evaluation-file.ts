import type { Evaluation } from "@atcs/dataset";
import type { PredictionsSettings } from "./settings.ts";

/** Name of the file of scores. */
export const evaluationFile = "evaluation.json";

/**
 * `evaluation.json`: scores, and what they are of. The same predictions have the same bytes. A score that is not defined is null,
 * and one that a task does not have is absent.
 */
export interface StoredEvaluation extends Evaluation, Omit<PredictionsSettings, "model"> {
  readonly format: "atcs-evaluation-1";
  /** What made the predictions; null when they do not say. */
  readonly model: PredictionsSettings["model"] | null;
  /** Of the packages that made the scores. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Text of `evaluation.json`. */
export function formatEvaluation(evaluation: StoredEvaluation): string {
  return `${JSON.stringify(evaluation, null, 1)}\n`;
}
