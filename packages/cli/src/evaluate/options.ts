import type { HeightBins, Subset, Task } from "@atcs/dataset";
import type { EngineName, EvaluatePredictionsOptions, EvaluateRunOptions, OnnxProvider } from "@atcs/train";
import { UsageError } from "../errors.ts";
import { checkUsage, type Usage } from "../train/usage.ts";

/** Options of `atcs evaluate` as commander parsed them. */
export interface RawEvaluateOptions extends Readonly<Record<string, unknown>> {
  readonly run?: string;
  readonly checkpoint?: string;
  readonly engine?: EngineName | "auto";
  readonly workers?: number;
  readonly provider?: OnnxProvider;
  readonly loaderWorkers?: number;
  readonly batchSize?: number;
  readonly predictions?: string;
  readonly dataset?: string;
  readonly out?: string;
  readonly subset?: Subset;
  readonly split?: string;
  readonly task?: Task;
  readonly heightBins?: HeightBins;
  readonly threshold?: number;
}

/** What to evaluate. */
export type EvaluateRequest =
  | { readonly kind: "run"; readonly options: EvaluateRunOptions }
  | { readonly kind: "predictions"; readonly options: EvaluatePredictionsOptions };

const usages = {
  run: {
    name: "evaluate --run",
    required: ["run"],
    optional: ["checkpoint", "engine", "workers", "provider", "loaderWorkers", "batchSize", "dataset", "out", "subset"],
  },
  predictions: {
    name: "evaluate --predictions",
    required: ["predictions", "dataset"],
    optional: ["out", "subset", "split", "task", "heightBins", "threshold"],
  },
} as const satisfies Record<string, Usage>;

/** @throws UsageError for options that do not belong together */
export function toEvaluateRequest(raw: RawEvaluateOptions): EvaluateRequest {
  const { run, predictions, dataset, out, subset } = raw;
  if (run === undefined && predictions === undefined)
    throw new UsageError("evaluate what? Give --run or --predictions");
  if (run !== undefined) {
    checkUsage(raw, usages.run);
    const { checkpoint, engine, workers, provider, loaderWorkers, batchSize } = raw;
    return {
      kind: "run",
      options: { run, checkpoint, engine, workers, provider, loaderWorkers, batchSize, dataset, out, subset },
    };
  }
  checkUsage(raw, usages.predictions);
  const { split, task, heightBins, threshold } = raw;
  const options = {
    predictions: predictions ?? "",
    dataset: dataset ?? "",
    out,
    subset,
    split,
    task,
    heightBins,
    threshold,
  };
  return { kind: "predictions", options };
}
