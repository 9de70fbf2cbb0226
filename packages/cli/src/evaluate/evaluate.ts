import type * as library from "@atcs/train";
import type { WrittenEvaluation } from "@atcs/train";
import type { Context } from "../command.ts";
import { printResult } from "../dataset/print.ts";
import { countText } from "../format/value.ts";
import { createProgress } from "../progress/progress.ts";
import { asUsageError } from "../train/usage.ts";
import type { EvaluateRequest } from "./options.ts";
import { evaluationJson, evaluationText } from "./summary.ts";

/** `@atcs/train`, or what a test gives for it. */
export type EvaluateTools = Pick<typeof library, "evaluateRun" | "evaluatePredictions">;

/** Options of the library that have one on the command line. */
const names = [
  ...["run", "dataset", "checkpoint", "engine", "workers", "provider", "loaderWorkers", "batchSize"],
  ...["predictions", "out", "subset", "split", "task", "heightBins", "threshold"],
];

/** Evaluate, and tell the scores. */
export async function evaluate(request: EvaluateRequest, tools: EvaluateTools, context: Context): Promise<void> {
  const progress = createProgress(context.io, { label: "atcs evaluate" });
  const { signal } = context;
  const onProgress = (done: number, total: number, phase: "prediction" | "scores" = "scores"): void => {
    const words = phase === "prediction" ? "predicting" : "scoring";
    progress.total.update({ done, total, detail: `${words}, ${done} of ${countText(total, "instance")}` });
  };
  const onWarning = (message: string): void => progress.line(`atcs evaluate: warning: ${message}`);
  let written: WrittenEvaluation;
  try {
    written =
      request.kind === "run"
        ? await tools.evaluateRun({ ...request.options, onProgress, onWarning, signal })
        : await tools.evaluatePredictions({ ...request.options, onProgress, signal });
  } catch (error) {
    throw asUsageError(error, names);
  } finally {
    await progress.stop();
  }
  await printResult(context, evaluationText(written), evaluationJson(written));
}
