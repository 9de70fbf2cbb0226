import { checkFunction, checkInteger, checkOptions, checkSignal } from "./_check-options.ts";
import { DatasetError, isDatasetError } from "./errors.ts";
import { type EvaluateOptions, type Evaluation, evaluatePredictions, type Predictions } from "./evaluate.ts";
import { datasetFingerprint } from "./fingerprint.ts";
import { readJson } from "./layout/_json.ts";
import { parseSplit, type Split, splitFile, statisticsFile } from "./layout/split-file.ts";
import { parseStatistics } from "./layout/statistics-file.ts";
import type { HeightBins } from "./loader/_labels.ts";
import { inTurn, type MakeBatch, streamBatches } from "./loader/batch-stream.ts";
import { InstanceReader } from "./loader/instance-reader.ts";
import {
  type BatchesOptions,
  batchSettings,
  checkOpenOptions,
  type GetOptions,
  getSettings,
  type OpenDatasetOptions,
  type Subset,
} from "./loader/open-options.ts";
import { planBatches } from "./loader/order.ts";
import { chooseChannels, type LoadedStatistics, makeRecipe } from "./loader/recipe.ts";
import type { Batch, Instance } from "./loader/types.ts";
import { WorkerPool } from "./loader/worker-pool.ts";
import { preprocessSettings } from "./preprocess/options.ts";
import { missingStatistics, type OutputChannel } from "./preprocess/output-channels.ts";
import { type OpenedSource, openSource } from "./sources/open-source.ts";
import type { StoredImage } from "./sources/types.ts";
import type { DatasetLocation } from "./store/open-store.ts";
import type { DatasetStore } from "./store/types.ts";
import type { Task } from "./tasks.ts";
import type { GenerationInfo, InstanceInfo, OperationOptions, StoredField, StoredLabels } from "./types.ts";

/**
 * An ATCS dataset, opened for learning. Close it after use.
 *
 * @example
 * ```ts
 * import { AtcsDataset } from "@atcs/dataset";
 *
 * await using data = await AtcsDataset.open("DIR", { subset: "train", fields: "directional", task: "bin_seg_3d" });
 * for await (const batch of data.batches({ batchSize: 32, shuffle: true, seed: 1, workers: 2 })) {
 *   console.log(batch.shape, batch.count);
 * }
 * ```
 */
export class AtcsDataset {
  /** Directory, file or URL. */
  readonly name: string;
  readonly task: Task;
  readonly subset: Subset;
  /** Ids of the subset, ascending. */
  readonly ids: readonly number[];
  /** The chosen fields; without a choice those of the scheme "default", or all when the dataset lacks one of them. */
  readonly fields: readonly StoredField[];
  /** The height bins that were chosen; undefined for all. */
  readonly heightBins: HeightBins | undefined;
  /** What each channel of `sensorInput` is; a validity mask is one more. */
  readonly channels: readonly OutputChannel[];
  /** Channels of `sensorInput`. */
  readonly channelCount: number;
  /** The split, if there is one. */
  readonly split: Split | undefined;
  readonly #opened: OpenedSource;
  readonly #reader: InstanceReader;
  readonly #makeHere: (seed: number, epoch: number) => MakeBatch;
  readonly #pool: WorkerPool | undefined;
  readonly #closing = new AbortController();
  #closed: Promise<void> | undefined;

  private constructor(opened: OpenedSource, parts: DatasetParts) {
    const { recipe, options } = parts;
    this.name = opened.source.name;
    this.task = options.task ?? "seg_3d";
    this.subset = options.subset ?? "all";
    this.ids = parts.ids;
    this.fields = parts.fields;
    this.heightBins = recipe.heightBins;
    this.channels = recipe.channels;
    this.channelCount = recipe.channels.length + (recipe.validityMask ? 1 : 0);
    this.split = parts.split;
    this.#opened = opened;
    this.#reader = new InstanceReader(opened.source, recipe);
    this.#makeHere = (seed, epoch) =>
      inTurn((ids, signal, memory) => this.#reader.readBatch({ ids, seed, epoch }, signal, memory));
    const { origin } = opened.store;
    this.#pool =
      origin === undefined ? undefined : new WorkerPool({ origin, kind: opened.kind, recipe, create: options.worker });
  }

  /**
   * Open a dataset: a directory (Node), a URL, or a store of your own; npy and pickle files, a Zarr pack, or `atrain.h5`.
   *
   * Paths in its JSON files must stay within it: one with `..`, or that begins at the root, is refused. Symbolic links are
   * followed, wherever they lead, because a dataset may be put together of links to other disks: open what comes from
   * strangers only after `atcs download`, which unpacks no links.
   * @throws DatasetError when it is not there (DATASET_NOT_FOUND), cannot be read (DATASET_IO), is damaged
   * (DATASET_LAYOUT), lacks a field (DATASET_FIELDS), the split (DATASET_SPLIT), or statistics that fit (DATASET_STATS);
   * TypeError and RangeError for wrong options
   */
  static async open(location: DatasetLocation, options: OpenDatasetOptions = {}): Promise<AtcsDataset> {
    checkOpenOptions(options);
    const settings = preprocessSettings(options);
    const { split: name = "default", subset = "all", signal } = options;
    const opened = await openSource(location, { signal });
    const { source, store } = opened;
    try {
      const chosen = chooseChannels(source, settings, options);
      const split = await readSplit(store, name, subset, signal);
      const ids = subset === "all" ? source.ids : checkedIds(split!, subset, opened, name);
      const loaded = settings.normalize ? await readStatistics(store, name, signal) : undefined;
      const recipe = makeRecipe(source, chosen, settings, loaded, options);
      return new AtcsDataset(opened, { ids, split, fields: chosen.fields, recipe, options });
    } catch (error) {
      // A source that fails to close must not hide why the dataset could not be opened.
      await source.close().catch(() => {});
      throw error;
    }
  }

  /** Instances of the subset. */
  get length(): number {
    return this.ids.length;
  }

  /** How the dataset was made. */
  get generation(): GenerationInfo {
    return this.#opened.source.generation;
  }

  /** What is known of an instance. @throws RangeError for an id that there is not */
  info(id: number): InstanceInfo {
    return this.#opened.source.info(id);
  }

  /** The labels of an instance as they are stored. @throws DatasetError naming instance and file */
  async labels(id: number, options: OperationOptions = {}): Promise<StoredLabels> {
    checkOptions("labels", options, ["signal"]);
    checkSignal(options.signal);
    return this.#guard((signal) => this.#opened.source.readLabels(id, { signal }), options.signal);
  }

  /**
   * The instance at an index, 0 to `length - 1`.
   * @throws RangeError for another index; DatasetError naming instance and file
   */
  async get(index: number, options: GetOptions = {}): Promise<Instance> {
    const { seed, epoch } = getSettings(options);
    checkInteger("the index", index, 0, this.length - 1);
    return this.#guard((signal) => this.#reader.readInstance(this.ids[index]!, seed, epoch, signal), options.signal);
  }

  /**
   * The `sensorInput` of an image that is no instance, such as one that was cut from a granule: clipped, transformed and
   * normalised as those of the dataset, never augmented. Its shape is that of the `layout`.
   * @param image with the channels that `fields` store
   * @throws RangeError when a channel is missing; DatasetError DATASET_CLOSED
   */
  preprocess(image: StoredImage): Float32Array<ArrayBuffer> {
    this.#checkOpen();
    return this.#reader.convert(image);
  }

  /**
   * The batches of an epoch. Their order and augmentation depend on the seed and the epoch alone; ending the loop, or
   * the signal, ends what is being made ahead. In memory are at most `prefetch + 1` batches: `sensorInput` of 32
   * instances of 288 channels of 100 x 100 pixels takes 369 MB.
   * @throws TypeError and RangeError for wrong options; DatasetError naming instance and file
   */
  batches(options: BatchesOptions = {}): AsyncGenerator<Batch, void, undefined> {
    const settings = batchSettings(options);
    const { seed, epoch, workers } = settings;
    this.#checkOpen();
    const signal = joined(this.#closing.signal, options.signal);
    return streamBatches(planBatches(this.ids, settings), this.#maker(workers, seed, epoch), settings, signal);
  }

  /**
   * Score predictions of all instances of the subset, for the task and the height bins that were opened.
   * @throws DatasetError DATASET_PREDICTIONS, naming instance and file, when one is missing or does not fit, and when their
   * `meta.json` names another task, other height bins or the fingerprint of another dataset
   */
  async evaluate(predictions: Predictions, options: EvaluateOptions = {}): Promise<Evaluation> {
    checkOptions("evaluate", options, ["threshold", "onProgress", "signal"]);
    checkSignal(options.signal);
    checkFunction("onProgress", options.onProgress);
    const { ids, split, task, heightBins } = this;
    const subject = { source: this.#opened.source, ids, split, task, heightBins };
    return this.#guard((signal) => evaluatePredictions(subject, predictions, { ...options, signal }), options.signal);
  }

  /**
   * SHA-256 in hexadecimal of the labels and the subsets of all instances, the same for copies in another layout.
   */
  async fingerprint(options: OperationOptions = {}): Promise<string> {
    checkOptions("fingerprint", options, ["signal"]);
    checkSignal(options.signal);
    const { source } = this.#opened;
    return this.#guard((signal) => datasetFingerprint(source, this.split, { signal }), options.signal);
  }

  /** Release files and workers. Safe to call twice; what is under way is refused. */
  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  /** What `await using` calls: `close`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #end(): Promise<void> {
    const reason = this.#closedError();
    this.#closing.abort(reason);
    await this.#pool?.close(reason);
    await this.#opened.source.close();
  }

  #maker(workers: number, seed: number, epoch: number): MakeBatch {
    if (workers === 0) return this.#makeHere(seed, epoch);
    const pool = this.#pool;
    if (pool === undefined) {
      throw new TypeError(
        "workers need a dataset of a directory or URL: another thread cannot use a store of your own",
      );
    }
    pool.grow(workers);
    return (ids, signal, memory) => pool.make({ ids, seed, epoch }, signal, memory);
  }

  async #guard<T>(action: (signal: AbortSignal) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    this.#checkOpen();
    return action(joined(this.#closing.signal, signal));
  }

  #checkOpen(): void {
    if (this.#closed !== undefined) throw this.#closedError();
  }

  #closedError(): DatasetError {
    return new DatasetError("DATASET_CLOSED", "the dataset is closed", { file: this.name });
  }
}

interface DatasetParts {
  readonly ids: readonly number[];
  readonly split: Split | undefined;
  readonly fields: readonly StoredField[];
  readonly recipe: ReturnType<typeof makeRecipe>;
  readonly options: OpenDatasetOptions;
}

function joined(own: AbortSignal, given: AbortSignal | undefined): AbortSignal {
  return given === undefined ? own : AbortSignal.any([own, given]);
}

/** A split must be there unless all instances are wanted; one that is there but cannot be read is an error. */
async function readSplit(
  store: DatasetStore,
  name: string,
  subset: Subset,
  signal: AbortSignal | undefined,
): Promise<Split | undefined> {
  const path = splitFile(name);
  try {
    return parseSplit(await readJson(store, path, { signal, code: "DATASET_SPLIT" }), store.locate(path));
  } catch (error) {
    if (!isDatasetError(error, "DATASET_NOT_FOUND")) throw error;
    if (subset === "all") return undefined;
    throw new DatasetError("DATASET_SPLIT", `there is no split "${name}": make it with \`atcs split\``, {
      file: store.locate(path),
      cause: error,
    });
  }
}

function checkedIds(
  split: Split,
  subset: "train" | "val",
  { source, store }: OpenedSource,
  name: string,
): readonly number[] {
  for (const id of split[subset]) {
    if (source.has(id)) continue;
    throw new DatasetError("DATASET_SPLIT", "the dataset has no such instance", {
      file: store.locate(splitFile(name)),
      instanceId: id,
    });
  }
  return split[subset];
}

async function readStatistics(
  store: DatasetStore,
  name: string,
  signal: AbortSignal | undefined,
): Promise<LoadedStatistics> {
  const path = statisticsFile(name);
  const file = store.locate(path);
  try {
    return { statistics: parseStatistics(await readJson(store, path, { signal, code: "DATASET_STATS" }), file), file };
  } catch (error) {
    if (isDatasetError(error, "DATASET_NOT_FOUND")) throw missingStatistics(file, error);
    throw error;
  }
}
