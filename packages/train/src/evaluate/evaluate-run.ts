import { join } from "node:path";
import { checkFunction, checkOptions, checkSignal, checkText } from "../config/check.ts";
import { predictLabels } from "../predict/labels.ts";
import { openPredictorWith, type PredictorOptions, type PredictorParts } from "../predict/predictor.ts";
import { runFiles } from "../run/layout.ts";
import { engineParts } from "../trainer/parts.ts";
import { type EvaluatePredictionsOptions, evaluateWith, type WrittenEvaluation } from "./evaluate-predictions.ts";

/** What {@link evaluateRun} evaluates. */
export interface EvaluateRunOptions extends PredictorOptions, Pick<EvaluatePredictionsOptions, "subset"> {
  /** Directory for scores and figures. @default `evaluation/<subset>` of the run */
  readonly out?: string | undefined;
  /** Instances that are predicted together. */
  readonly batchSize?: number | undefined;
  /** Threads that load; 0 loads in this one. @default 0 */
  readonly loaderWorkers?: number | undefined;
  /** Called while instances are predicted, and again from the first one on while they are scored. */
  readonly onProgress?: ((done: number, total: number, phase: "prediction" | "scores") => void) | undefined;
}

/**
 * Predict a subset with a trained network, in `predictions/<subset>` of the run, and evaluate that. Predictions of the same
 * weights that are there are not made again.
 * @throws (rejects with) what `openPredictor`, `predictLabels` and {@link evaluatePredictions} throw
 * @example
 * ```ts
 * import { evaluateRun } from "@atcs/train";
 *
 * const { evaluation } = await evaluateRun({ run: "runs/first" });
 * console.log(evaluation.overall.dice);
 * ```
 */
export function evaluateRun(options: EvaluateRunOptions): Promise<WrittenEvaluation> {
  return evaluateRunWith(options, engineParts);
}

/** {@link evaluateRun} by other engines. @internal */
export async function evaluateRunWith(options: EvaluateRunOptions, parts: PredictorParts): Promise<WrittenEvaluation> {
  checkRunOptions(options);
  const { subset = "val", out, batchSize, loaderWorkers, onProgress, ...opening } = options;
  const { signal } = opening;
  const { run, dataset, predictions, fingerprint } = await predict();
  const scoring = {
    ...{ dataset, predictions, subset },
    out: out ?? join(run, runFiles.evaluation, subset),
    onProgress: (done: number, total: number) => onProgress?.(done, total, "scores"),
    signal,
  };
  return await evaluateWith(scoring, fingerprint);

  /** The network gives its memory back before scores are counted. */
  async function predict(): Promise<Record<"run" | "dataset" | "predictions" | "fingerprint", string>> {
    await using predictor = await openPredictorWith(opening, parts);
    const { directory } = await predictLabels(predictor, {
      ...{ subset, batchSize, loaderWorkers, signal },
      onProgress: (done, total) => onProgress?.(done, total, "prediction"),
    });
    // The predictor has made sure that the dataset has it.
    const { fingerprint } = predictor.config.dataset;
    return { run: predictor.run, dataset: predictor.data.name, predictions: directory, fingerprint };
  }
}

function checkRunOptions(options: EvaluateRunOptions): void {
  checkOptions("evaluateRun", options, [
    ...["run", "checkpoint", "engine", "workers", "provider", "dataset", "onWarning", "signal"],
    ...["subset", "out", "batchSize", "loaderWorkers", "onProgress"],
  ]);
  checkText("run", options.run, "the path of a run directory");
  if (options.out !== undefined) checkText("out", options.out, "a directory");
  checkFunction("onProgress", options.onProgress);
  checkSignal(options.signal);
}
