import { validViewsReader } from "./_valid-views.ts";
import { DatasetError, isDatasetError } from "./errors.ts";
import { datasetFingerprint } from "./fingerprint.ts";
import { asObject, readJson, unexpected } from "./layout/_json.ts";
import type { Split } from "./layout/split-file.ts";
import { breathe } from "./loader/_breathe.ts";
import { type HeightBins, labelArrays } from "./loader/_labels.ts";
import type { LabelArrays } from "./loader/types.ts";
import { GroupedScores, type GroupedSummary } from "./metrics/grouped-scores.ts";
import { pointGroups } from "./metrics/point-groups.ts";
import { ScoreBoard } from "./metrics/score-board.ts";
import type { PredictionByTask } from "./metrics/types.ts";
import { readNpy } from "./npy/read-npy.ts";
import type { InstanceSource } from "./sources/types.ts";
import { type DatasetLocation, openStore } from "./store/open-store.ts";
import type { DatasetStore } from "./store/types.ts";
import { type Task, taskShape } from "./tasks.ts";
import type { OperationOptions } from "./types.ts";

/** What was predicted at the label points of an instance, in the order of its label file. */
export interface InstancePrediction {
  readonly id: number;
  /** Shape [P, K], or [P, 1] of `bin_seg_2d`: classes (uint8) of `seg_3d`, probabilities (float32) of the others. */
  readonly prediction: PredictionByTask[Task];
}

/**
 * Predictions: a directory or URL of `<id>.npy` files, with a `meta.json` if there is one; or what gives the prediction
 * of an instance by its id; or predictions one after another, in any order.
 */
export type Predictions =
  | DatasetLocation
  | ((id: number) => PredictionByTask[Task] | Promise<PredictionByTask[Task]>)
  | Iterable<InstancePrediction>
  | AsyncIterable<InstancePrediction>;

/** Options of `evaluate`. */
export interface EvaluateOptions extends OperationOptions {
  /** Binary tasks: a cloud is where the probability is greater. @default 0.5 */
  readonly threshold?: number | undefined;
  /** Called after each instance. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Scores of an instance: the plain numbers of its summary, by name. */
export interface InstanceScores {
  readonly id: number;
  readonly scores: Readonly<Record<string, number | null>>;
}

/**
 * Scores over all instances, broken down by groups of label points, and of each instance. The groups are those of
 * `pointGroups`; those by number of valid views only where the dataset has the field Nviews.
 */
export interface Evaluation extends GroupedSummary {
  readonly task: Task;
  /** In order of id. */
  readonly instances: readonly InstanceScores[];
}

/** What is evaluated. */
export interface EvaluationSubject {
  readonly source: InstanceSource;
  readonly ids: readonly number[];
  /** Of which the fingerprint is, together with the dataset. */
  readonly split: Split | undefined;
  readonly task: Task;
  readonly heightBins: HeightBins | undefined;
}

/**
 * Score predictions of all instances.
 * @throws DatasetError DATASET_PREDICTIONS, naming instance and file, when one is missing, is there twice, or is not of
 * the shape and kind of the task; when `meta.json` names another task, other height bins or another dataset
 */
export async function evaluatePredictions(
  subject: EvaluationSubject,
  predictions: Predictions,
  { threshold, onProgress, signal }: EvaluateOptions = {},
): Promise<Evaluation> {
  const { source, ids, task, heightBins } = subject;
  const readViews = validViewsReader(source);
  let grouped: GroupedScores | undefined;
  const instances: InstanceScores[] = [];
  for await (const { id, prediction, file } of each(predictions, subject, signal)) {
    const labels = labelArrays(await source.readLabels(id, { signal }), heightBins, { height: 1, width: 1 }, undefined);
    const { bins, cloudScenario: truth, height: heights, count } = labels;
    const options = { task, bins, firstBin: heightBins?.[0] ?? 0, threshold };
    checkShape(prediction, labels, task, { id, file });
    grouped ??= new GroupedScores(options);
    const batch = { truth, prediction: prediction.data as PredictionByTask[Task], heights, instanceId: id, file };
    grouped.add(batch, count === 0 ? {} : groupsOf(labels, id, await readViews?.(id, labels, signal)));
    instances.push({ id, scores: plainNumbers(new ScoreBoard(options).add(batch).summary()) });
    onProgress?.(instances.length, ids.length);
    await breathe(signal);
  }
  if (grouped === undefined)
    throw new DatasetError("DATASET_PREDICTIONS", "there is no instance to evaluate", { file: source.name });
  return { task, ...grouped.summary(), instances: instances.sort((a, b) => a.id - b.id) };
}

/** A prediction; its shape is only known of files. */
interface GivenPrediction {
  readonly id: number;
  readonly prediction: { readonly data: unknown; readonly shape: readonly number[] | undefined };
  readonly file: string | undefined;
}

async function* each(
  predictions: Predictions,
  subject: EvaluationSubject,
  signal: AbortSignal | undefined,
): AsyncGenerator<GivenPrediction> {
  const { ids } = subject;
  if (typeof predictions === "function") {
    for (const id of ids) yield { id, prediction: { data: await predictions(id), shape: undefined }, file: undefined };
  } else if (isIterable(predictions)) {
    yield* inAnyOrder(predictions, ids);
  } else {
    const store = openStore(predictions);
    await checkMeta(store, subject, signal);
    for (const id of ids) yield await readPrediction(store, id, signal);
  }
}

function isIterable(value: Predictions): value is Iterable<InstancePrediction> | AsyncIterable<InstancePrediction> {
  return typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);
}

async function* inAnyOrder(
  predictions: Iterable<InstancePrediction> | AsyncIterable<InstancePrediction>,
  ids: readonly number[],
): AsyncGenerator<GivenPrediction> {
  const wanted = new Set(ids);
  const missing = new Set(ids);
  for await (const { id, prediction } of predictions) {
    if (!missing.delete(id)) {
      const problem = wanted.has(id)
        ? "there are two predictions of the instance"
        : "there is no such instance to evaluate";
      throw new DatasetError("DATASET_PREDICTIONS", problem, { instanceId: id });
    }
    yield { id, prediction: { data: prediction, shape: undefined }, file: undefined };
  }
  for (const id of missing) {
    const problem = `there is no prediction of the instance, nor of ${missing.size - 1} others`;
    throw new DatasetError("DATASET_PREDICTIONS", problem, { instanceId: id });
  }
}

async function readPrediction(
  store: DatasetStore,
  id: number,
  signal: AbortSignal | undefined,
): Promise<GivenPrediction> {
  const path = `${id}.npy`;
  const file = store.locate(path);
  try {
    const { data, shape } = readNpy(await store.read(path, { signal }), { file });
    return { id, prediction: { data, shape }, file };
  } catch (error) {
    if (!isDatasetError(error)) throw error;
    const code = isDatasetError(error, "DATASET_IO") ? "DATASET_IO" : "DATASET_PREDICTIONS";
    throw new DatasetError(code, error.problem, { file, instanceId: id, cause: error });
  }
}

/** A prediction for something else, or made for another dataset, must not be scored as if it were for this. */
async function checkMeta(
  store: DatasetStore,
  subject: EvaluationSubject,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { source, split, task } = subject;
  const path = "meta.json";
  if ((await store.size(path, { signal })) === undefined) return;
  const place = { file: store.locate(path), code: "DATASET_PREDICTIONS" } as const;
  const meta = asObject(await readJson(store, path, { signal, code: "DATASET_PREDICTIONS" }), "the file", place);
  if (meta.task !== undefined && meta.task !== task) throw unexpected("task", meta.task, `"${task}"`, place);
  const bins = meta.heightBins ?? undefined;
  const expected = bins === undefined ? undefined : await evaluatedBins(subject, signal);
  if (expected !== undefined && JSON.stringify(bins) !== JSON.stringify(expected)) {
    throw unexpected("heightBins", JSON.stringify(bins), JSON.stringify(expected), place);
  }
  if (meta.fingerprint === undefined || meta.fingerprint === null) return;
  const fingerprint = await datasetFingerprint(source, split, { signal });
  if (meta.fingerprint === fingerprint) return;
  throw unexpected("fingerprint", meta.fingerprint, `"${fingerprint}", that of this dataset and split`, place);
}

/** The height bins that were chosen, or all that the labels have; undefined without instances. */
async function evaluatedBins(
  { source, ids, heightBins }: EvaluationSubject,
  signal: AbortSignal | undefined,
): Promise<HeightBins | undefined> {
  if (heightBins !== undefined || ids.length === 0) return heightBins;
  return [0, (await source.readLabels(ids[0]!, { signal })).bins];
}

function checkShape(
  { data, shape }: GivenPrediction["prediction"],
  { count, bins }: LabelArrays,
  task: Task,
  { id, file }: { readonly id: number; readonly file: string | undefined },
): void {
  const expected = [count, taskShape(task, bins).bins];
  if (shape !== undefined && shape.join() !== expected.join()) {
    const problem = `it has the shape (${shape.join(", ")}): expected (${expected.join(", ")})`;
    throw new DatasetError("DATASET_PREDICTIONS", problem, { file, instanceId: id });
  }
  const isOfTask = task === "seg_3d" ? data instanceof Uint8Array : data instanceof Float32Array;
  if (isOfTask) return;
  const wanted = task === "seg_3d" ? "classes as uint8 (Uint8Array)" : "probabilities as float32 (Float32Array)";
  throw new DatasetError("DATASET_PREDICTIONS", `it has elements of another type: expected ${wanted}`, {
    file,
    instanceId: id,
  });
}

function groupsOf(
  { cloudScenario: truth, bins, lat, flags }: LabelArrays,
  instanceId: number,
  views: Float32Array | undefined,
): Record<string, readonly (string | undefined)[]> {
  return { ...pointGroups({ truth, bins, lat, landSeaFlag: flags.land_sea_flag, views, instanceId }) };
}

function plainNumbers(summary: object): Record<string, number | null> {
  const plain = Object.entries(summary).filter(([, value]) => typeof value === "number" || value === null);
  return Object.fromEntries(plain) as Record<string, number | null>;
}
