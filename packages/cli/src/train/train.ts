import type * as datasets from "@atcs/dataset";
import type * as models from "@atcs/models";
import type * as library from "@atcs/train";
import type {
  EngineName,
  PredictorOptions,
  ResumeOptions,
  RunConfig,
  StartOptions,
  TrainOptions,
  TrainResult,
  TrainRunOptions,
} from "@atcs/train";
import type { Context } from "../command.ts";
import { printResult } from "../dataset/print.ts";
import { countText } from "../format/value.ts";
import { createProgress, type Progress } from "../progress/progress.ts";
import { refuseContradictions } from "./contradictions.ts";
import { trainOptionNames } from "./option-table.ts";
import type { TrainRequest } from "./request.ts";
import { runMeanings } from "./run-meanings.ts";
import { showTraining } from "./show-progress.ts";
import { type TrainSummary, trainJson, trainText } from "./summary.ts";
import { asUsageError } from "./usage.ts";

/** A training that can be run: `Trainer`. */
export interface Training {
  readonly config: Pick<RunConfig, "engine">;
  run(options: TrainRunOptions): Promise<TrainResult>;
  close(): Promise<void>;
}

/** `@atcs/train` and what is below it, or what a test gives for it. */
export interface TrainTools
  extends Pick<typeof library, "readRunConfig" | "isTrainError" | "evaluateRun" | "writeReport">,
    Pick<typeof datasets, "AtcsDataset" | "resolveFields">,
    Pick<typeof models, "effectiveNumberWeights" | "taskClassCounts"> {
  readonly Trainer: {
    create(options: TrainOptions, start: StartOptions): Promise<Training>;
    resume(run: string, options: ResumeOptions): Promise<Training>;
  };
}

/**
 * Train, evaluate the best weights, write the report, and tell what came of it.
 * @throws UsageError for options that cannot be, or contradict those of the run
 */
export async function train(request: TrainRequest, tools: TrainTools, context: Context): Promise<void> {
  const progress = createProgress(context.io, { label: "atcs train" });
  let summary: TrainSummary;
  try {
    const training = await start(request, tools, progress, context);
    const { result, engine } = await run(training, progress, context);
    const workers = request.options.workers ?? training.config.engine.workers;
    const provider = engine === "onnx" ? (request.options.provider ?? training.config.engine.provider) : undefined;
    summary = request.withReport
      ? { ...result, ...(await report(result, { engine, workers, provider }, tools, progress, context)) }
      : result;
  } finally {
    await progress.stop();
  }
  await printResult(context, trainText(summary), trainJson(summary));
}

async function start(
  request: TrainRequest,
  tools: TrainTools,
  progress: Progress,
  context: Context,
): Promise<Training> {
  const { signal } = context;
  const onWarning = (message: string): void => progress.line(`atcs train: warning: ${message}`);
  const { options, resume, from } = request;
  // Engines are tried for seconds, and a broken one for a minute.
  progress.total.update({ done: 0, total: undefined, detail: "starting the engine" });
  const config = resume === undefined ? undefined : await configOf(resume, request, tools);
  try {
    if (resume === undefined || config === undefined) {
      return await tools.Trainer.create(options as TrainOptions, { signal, onWarning });
    }
    const { dataset = config.dataset.path, engine, workers, provider, loaderWorkers, prefetch, epochs } = options;
    await refuseContradictions(options, config, runMeanings(config, dataset, tools, signal));
    const free = { dataset, engine, workers, provider, loaderWorkers, prefetch, epochs };
    return await tools.Trainer.resume(resume, { ...free, from, signal, onWarning });
  } catch (error) {
    throw asUsageError(error, ["out", "from", ...trainOptionNames]);
  }
}

/** @returns undefined where there is no run yet, but all that is needed for one, so that a job may be given again and again */
async function configOf(run: string, { options, from }: TrainRequest, tools: TrainTools) {
  try {
    return await tools.readRunConfig(run);
  } catch (error) {
    if (options.dataset !== undefined && from === undefined && tools.isTrainError(error, "TRAIN_RUN")) return undefined;
    throw error;
  }
}

/** @returns also the engine that it ran on */
async function run(
  training: Training,
  progress: Progress,
  { signal }: Context,
): Promise<{ readonly result: TrainResult; readonly engine: EngineName | undefined }> {
  const tell = (): void => progress.line("stopping after this batch; Ctrl-C again ends at once, without a checkpoint");
  const show = showTraining(progress);
  let engine: EngineName | undefined;
  signal.addEventListener("abort", tell, { once: true });
  try {
    const result = await training.run({
      signal,
      onEvent: (event) => {
        if (event.kind === "started") engine = event.engine as EngineName;
        show(event);
      },
    });
    return { result, engine };
  } finally {
    signal.removeEventListener("abort", tell);
    await training.close();
  }
}

/** Scores of the best weights, if there are any, and the page of all that is known of the run. */
async function report(
  { run, best }: TrainResult,
  on: Pick<PredictorOptions, "engine" | "workers" | "provider">,
  tools: TrainTools,
  progress: Progress,
  { signal }: Context,
): Promise<Pick<TrainSummary, "scores" | "report">> {
  const bar = progress.add("evaluation");
  const onProgress = (done: number, total: number): void =>
    bar.update({ done, total, detail: `${done} of ${countText(total, "instance")}` });
  const found = best === null ? undefined : await tools.evaluateRun({ run, ...on, signal, onProgress });
  bar.remove();
  return { scores: found?.evaluation.overall, report: await tools.writeReport(run, { signal }) };
}
