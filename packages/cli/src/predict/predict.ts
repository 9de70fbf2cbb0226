import type * as library from "@atcs/train";
import type { Predictor, PredictorOptions } from "@atcs/train";
import type { Context } from "../command.ts";
import { printResult } from "../dataset/print.ts";
import type { JsonValue } from "../format/json.ts";
import { countText } from "../format/value.ts";
import { createProgress, type Progress } from "../progress/progress.ts";
import { asUsageError } from "../train/usage.ts";
import type { PredictRequest } from "./options.ts";
import { climatologyText, granuleText, instancesText } from "./summary.ts";

/** `@atcs/train`, or what a test gives for it. */
export type PredictTools = Pick<
  typeof library,
  "openPredictor" | "predictLabels" | "predictDense" | "predictGranule" | "predictClimatology"
>;

/** What came of it, for people and for programs. */
interface Outcome {
  readonly text: Iterable<string>;
  readonly json: JsonValue;
}

/** Options of the library that have one on the command line. */
const names = [
  ...["run", "dataset", "checkpoint", "engine", "workers", "provider", "loaderWorkers", "batchSize"],
  ...["granule", "out", "tileSize", "overlap", "minViews", "latRange", "institution"],
  ...["split", "subset", "task", "heightBins"],
];

/** Predict, and tell what was written. */
export async function predict(request: PredictRequest, tools: PredictTools, context: Context): Promise<void> {
  const progress = createProgress(context.io, { label: "atcs predict" });
  let outcome: Outcome;
  try {
    outcome = await outcomeOf(request, tools, progress, context);
  } catch (error) {
    throw asUsageError(error, names);
  } finally {
    await progress.stop();
  }
  await printResult(context, outcome.text, outcome.json);
}

async function outcomeOf(
  request: PredictRequest,
  tools: PredictTools,
  progress: Progress,
  { signal }: Context,
): Promise<Outcome> {
  const watch = (unit: string) => ({
    signal,
    onProgress: (done: number, total: number): void =>
      progress.total.update({ done, total, detail: `${done} of ${countText(total, unit)}` }),
  });
  if (request.kind === "climatology") {
    const written = await tools.predictClimatology({ ...request.options, ...watch("instance") });
    const { climatology, ...json } = written;
    const best = climatology.best === undefined ? null : { ...climatology.best };
    return {
      text: climatologyText(written),
      json: { ...json, threshold: best?.threshold ?? null, trainDice: best?.dice ?? null },
    };
  }
  await using predictor = await open(tools, request.predictor, progress, signal);
  if (request.kind === "granule") {
    const written = await tools.predictGranule(predictor, { ...request.options, ...watch("tile") });
    return { text: granuleText(written, predictor), json: { ...written } };
  }
  const predictAll = request.kind === "dense" ? tools.predictDense : tools.predictLabels;
  const written = await predictAll(predictor, { ...request.options, ...watch("instance") });
  return { text: instancesText(written, predictor), json: { ...written } };
}

function open(
  tools: PredictTools,
  options: PredictorOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<Predictor> {
  progress.total.update({ done: 0, total: undefined, detail: "starting the engine" });
  const onWarning = (message: string): void => progress.line(`atcs predict: warning: ${message}`);
  return tools.openPredictor({ ...options, onWarning, signal });
}
