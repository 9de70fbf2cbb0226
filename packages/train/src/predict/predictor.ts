import { AtcsDataset, isDatasetError, type Subset } from "@atcs/dataset";
import { checkFunction, checkInteger, checkOptions, checkSignal, checkText } from "../config/check.ts";
import type { RunConfig } from "../config/run-config.ts";
import { statisticsDigest } from "../data/dataset-facts.ts";
import type { EngineName, EngineSession, OnnxProvider } from "../engines/types.ts";
import { TrainError } from "../errors.ts";
import { engineParts, type TrainerParts } from "../trainer/parts.ts";
import { type CheckpointChoice, type ModelDescription, readTrainedModel, type TrainedModel } from "./trained-model.ts";

/** What {@link openPredictor} opens. */
export interface PredictorOptions {
  /** A run directory, or the `model/` in it. */
  readonly run: string;
  /**
   * `best`, `last`, or the path of a checkpoint, also from the run directory.
   * @default the best, or the last when nothing was evaluated
   */
  readonly checkpoint?: CheckpointChoice | undefined;
  /** @default "auto" */
  readonly engine?: EngineName | "auto" | undefined;
  /** Threads that compute, of `wasm` and `onnx`. @default 1 of `wasm`, as many as there are cores of `onnx` */
  readonly workers?: number | undefined;
  /** What `onnx` computes with. @default "cpu" */
  readonly provider?: OnnxProvider | undefined;
  /** The dataset that the run was trained with, where it lies now, or a copy in another layout. @default where it was */
  readonly dataset?: string | undefined;
  /** Called with what a user should know, such as that the engine is slow. */
  readonly onWarning?: ((message: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a predictor computes with; a test has engines of its own. */
export type PredictorParts = Pick<TrainerParts, "chooseEngine" | "openSession">;

/** A trained network on an engine, with the dataset that it was trained with. Close it after use, for its memory and threads. */
export class Predictor {
  /** The directory of the run. */
  readonly run: string;
  readonly config: RunConfig;
  readonly model: ModelDescription;
  /** All instances, with the preprocessing of the run. */
  readonly data: AtcsDataset;
  readonly session: EngineSession;
  /** Threads that compute. */
  readonly workers: number;

  /** @internal */
  constructor({ run, config, description }: TrainedModel, parts: Pick<Predictor, "data" | "session" | "workers">) {
    this.run = run;
    this.config = config;
    this.model = description;
    this.data = parts.data;
    this.session = parts.session;
    this.workers = parts.workers;
  }

  /** The instances of a subset, with the preprocessing of the run; close it after use. @throws DatasetError */
  openSubset(subset: Subset, signal?: AbortSignal): Promise<AtcsDataset> {
    return openDataset(this.data.name, this.config, subset, signal);
  }

  /** Give memory, threads and files back. Safe to call twice. */
  async close(): Promise<void> {
    try {
      await this.session.dispose();
    } finally {
      await this.data.close();
    }
  }

  /** What `await using` calls: `close`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/**
 * Open a trained network for predictions.
 *
 * The dataset must be the one that it was trained with: inputs are normalised by its statistics, and predictions name it.
 * @throws TrainError TRAIN_RUN, TRAIN_CHECKPOINT, TRAIN_CONFIG as reading a run has them; TRAIN_DATASET for another dataset,
 * which names what differs; TRAIN_ENGINE; DatasetError for one that is missing or damaged; TypeError and RangeError for wrong
 * options; the reason of the signal
 * @example
 * ```ts
 * import { openPredictor, predictLabels } from "@atcs/train";
 *
 * await using predictor = await openPredictor({ run: "runs/first" });
 * const { directory, instances } = await predictLabels(predictor, { subset: "val" });
 * console.log(directory, instances);
 * ```
 */
export function openPredictor(options: PredictorOptions): Promise<Predictor> {
  return openPredictorWith(options, engineParts);
}

/** {@link openPredictor} by other engines. @internal */
export async function openPredictorWith(options: PredictorOptions, parts: PredictorParts): Promise<Predictor> {
  checkPredictorOptions(options);
  const { run, checkpoint, engine = "auto", workers, provider, dataset, onWarning, signal } = options;
  const model = await readTrainedModel(run, checkpoint);
  const { config, state } = model;
  const data = await openDataset(dataset ?? config.dataset.path, config, "all", signal);
  try {
    await checkDataset(data, config, signal);
    const chosen = await parts.chooseEngine(engine, signal, provider);
    if (chosen.warning !== undefined) onWarning?.(chosen.warning);
    const { name, config: network } = config.network;
    // Nothing is learned, so the loss is never computed.
    const loss = { kind: "cross_entropy", task: config.task } as const;
    const task = { network: name, config: network, loss, smoothnessWeight: 0, radianceChannels: [] };
    const session = await parts.openSession(task, { engine: chosen.engine, workers, provider, signal }, state);
    return new Predictor(model, { data, session, workers: workers ?? 1 });
  } catch (error) {
    await data.close();
    throw error;
  }
}

function checkPredictorOptions(options: PredictorOptions): void {
  checkOptions("openPredictor", options, [
    ...["run", "checkpoint", "engine", "workers", "provider", "dataset", "onWarning", "signal"],
  ]);
  const { run, checkpoint, workers = 1, dataset, onWarning, signal } = options;
  checkText("run", run, "the path of a run directory");
  if (checkpoint !== undefined) checkText("checkpoint", checkpoint, "best, last, or a file");
  checkInteger("workers", workers, 1, 256);
  if (dataset !== undefined) checkText("dataset", dataset, "a directory or URL");
  checkFunction("onWarning", onWarning);
  checkSignal(signal);
}

async function openDataset(
  location: string,
  { task, dataset }: RunConfig,
  subset: Subset,
  signal: AbortSignal | undefined,
): Promise<AtcsDataset> {
  const { split, fields, omitAngles, heightBins, clip, angles, validityMask } = dataset;
  const options = { split, subset, task, fields, omitAngles, heightBins, clip, angles, validityMask, signal };
  try {
    return await AtcsDataset.open(location, options);
  } catch (error) {
    if (!isDatasetError(error, "DATASET_FIELDS")) throw error;
    const problem = `it does not have what the run was trained with: ${error.problem}`;
    throw new TrainError("TRAIN_DATASET", problem, { file: error.file, cause: error });
  }
}

async function checkDataset(data: AtcsDataset, config: RunConfig, signal: AbortSignal | undefined): Promise<void> {
  const { channels } = config.network.config;
  if (data.channelCount !== channels) {
    const problem = `its fields make ${data.channelCount} channels: expected ${channels}, as the run was trained with`;
    throw new TrainError("TRAIN_DATASET", problem, { file: data.name });
  }
  const { split } = config.dataset;
  const digests = [
    ["fingerprint", `labels and split "${split}"`, await data.fingerprint({ signal })],
    ["statistics", `the statistics of the split "${split}", which inputs are normalised with,`, statisticsDigest(data)],
  ] as const;
  for (const [name, what, found] of digests) {
    const expected = config.dataset[name];
    if (found === expected) continue;
    const problem = `${what} have the fingerprint ${found}: expected ${expected}, that of the dataset of the run; name it or a copy of it (dataset, --dataset)`;
    throw new TrainError("TRAIN_DATASET", problem, { file: data.name });
  }
}
