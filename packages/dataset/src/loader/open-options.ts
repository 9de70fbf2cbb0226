import {
  checkBoolean,
  checkChoice,
  checkFunction,
  checkInteger,
  checkOptions,
  checkSignal,
  describeValue,
} from "../_check-options.ts";
import type { FieldSelection } from "../fields/resolve-fields.ts";
import { splitFile } from "../layout/split-file.ts";
import { type PreprocessOptions, preprocessOptionNames } from "../preprocess/options.ts";
import { checkTask, type Task } from "../tasks.ts";
import type { OperationOptions } from "../types.ts";
import type { HeightBins } from "./_labels.ts";
import type { WorkerLike } from "./_start-worker.ts";

/** The instances of a split that are wanted; `all` are those of the dataset, whatever the split. */
export type Subset = "train" | "val" | "all";

/** Options of {@link AtcsDataset.open}. */
export interface OpenDatasetOptions extends PreprocessOptions, OperationOptions {
  /** Name of the split, and of the statistics of its training set. @default "default" */
  readonly split?: string | undefined;
  /** @default "all" */
  readonly subset?: Subset | undefined;
  /** What is predicted, which `evaluate` must know. @default "seg_3d" */
  readonly task?: Task | undefined;
  /**
   * A scheme or a list of fields. `fields` of the opened dataset says which they are.
   * @default "default" if the dataset has all 24 fields of this scheme, else all fields that it has, in its order
   */
  readonly fields?: FieldSelection | undefined;
  /** Slots of views that are left out, 0 to 15. @default none */
  readonly omitAngles?: readonly number[] | undefined;
  /** Height bins: the first one, and the first one beyond, such as [4, 103]. @default all */
  readonly heightBins?: HeightBins | undefined;
  /** Fields without views whose physical values each instance brings along: `["Latitude"]`. @default none */
  readonly extraFields?: FieldSelection | undefined;
  /**
   * Starts a worker of the loader, for bundlers that do not find its script by themselves: a module that calls
   * `serveBatches` of `@atcs/dataset/loader-worker`.
   */
  readonly worker?: (() => WorkerLike) | undefined;
}

/** Options of {@link AtcsDataset.batches}. */
export interface BatchesOptions extends OperationOptions {
  /** Instances in a batch. @default 32 */
  readonly batchSize?: number | undefined;
  /** In a random order, another one in each epoch. @default false */
  readonly shuffle?: boolean | undefined;
  /** Of the order and the augmentation: an integer from 0 to 2^32 - 1. @default 0 */
  readonly seed?: number | undefined;
  /** Number of the epoch, from 0. @default 0 */
  readonly epoch?: number | undefined;
  /**
   * Batches that are made ahead, and are in memory besides the one in use: with 288 channels of 100 x 100 pixels each
   * takes 11.5 MB for an instance, so that 32 instances and `prefetch: 2` are 1.1 GB.
   * @default 2
   */
  readonly prefetch?: number | undefined;
  /** Threads that make batches; 0 makes them in this one. Results do not depend on it. @default 0 */
  readonly workers?: number | undefined;
  /**
   * Use the memory of `sensorInput` again for later batches, which saves up to half of the time: fresh memory is slow to
   * get. It is then valid only until the next batch is asked for: what shall last longer must be copied.
   * @default false
   */
  readonly reuse?: boolean | undefined;
  /** Leave a last batch out that is not full. @default false */
  readonly dropLast?: boolean | undefined;
  /**
   * Number of the first batch, from 0: those before it are neither made nor given, the others are what they are without it. For
   * going on with an epoch; the number of its batches gives none.
   * @default 0
   */
  readonly start?: number | undefined;
}

/** Options of {@link AtcsDataset.get}. */
export interface GetOptions extends OperationOptions {
  /** With `augment`: as in the batches of this seed and epoch. @default 0 */
  readonly seed?: number | undefined;
  readonly epoch?: number | undefined;
}

const openNames = [
  ...["split", "subset", "task", "fields", "omitAngles", "heightBins", "extraFields", "worker", "signal"],
  ...preprocessOptionNames,
];
const batchNames = [
  "batchSize",
  "shuffle",
  "seed",
  "epoch",
  "prefetch",
  "workers",
  "reuse",
  "dropLast",
  "start",
  "signal",
];

/** @throws TypeError or RangeError for an option of `open` that is wrong, as far as it does not depend on the dataset */
export function checkOpenOptions(options: OpenDatasetOptions): void {
  checkOptions("AtcsDataset.open", options, openNames);
  const { split, subset, task, heightBins, extraFields, worker, signal } = options;
  checkSignal(signal);
  checkFunction("worker", worker);
  if (split !== undefined) splitFile(split);
  if (subset !== undefined) checkChoice("subset", subset, ["train", "val", "all"]);
  if (task !== undefined) checkTask(task);
  if (extraFields !== undefined && typeof extraFields !== "string" && !Array.isArray(extraFields)) {
    throw new TypeError(
      `extraFields is ${describeValue(extraFields)}: expected the name of a scheme or a list of fields`,
    );
  }
  if (heightBins === undefined) return;
  if (!Array.isArray(heightBins) || heightBins.length !== 2) {
    throw new TypeError(`heightBins is ${describeValue(heightBins)}: expected [first, end]`);
  }
  const [first, end] = heightBins;
  checkInteger("the first of heightBins", first, 0);
  checkInteger("the end of heightBins", end, first + 1);
}

/** Options of `get` with their defaults. @throws TypeError or RangeError for a wrong one */
export function getSettings(options: GetOptions): { readonly seed: number; readonly epoch: number } {
  checkOptions("get", options, ["seed", "epoch", "signal"]);
  const { seed = 0, epoch = 0, signal } = options;
  checkSignal(signal);
  checkSeed(seed, epoch);
  return { seed, epoch };
}

/** Options of `batches` with their defaults. @throws TypeError or RangeError for a wrong one */
export function batchSettings(options: BatchesOptions): BatchSettings {
  checkOptions("batches", options, batchNames);
  checkSignal(options.signal);
  const { batchSize = 32, shuffle = false, seed = 0, epoch = 0, prefetch = 2, workers = 0 } = options;
  const { reuse = false, dropLast = false, start = 0 } = options;
  checkInteger("batchSize", batchSize, 1, 2 ** 20);
  checkSeed(seed, epoch);
  checkInteger("prefetch", prefetch, 0, 1024);
  checkInteger("workers", workers, 0, 256);
  checkInteger("start", start, 0);
  for (const [name, value] of Object.entries({ shuffle, reuse, dropLast })) checkBoolean(name, value);
  return { batchSize, shuffle, seed, epoch, prefetch, workers, reuse, dropLast, start };
}

function checkSeed(seed: unknown, epoch: unknown): void {
  checkInteger("seed", seed, 0, 2 ** 32 - 1);
  checkInteger("epoch", epoch, 0);
}

/** Options of `batches` with all their values. */
export interface BatchSettings {
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly seed: number;
  readonly epoch: number;
  readonly prefetch: number;
  readonly workers: number;
  readonly reuse: boolean;
  readonly dropLast: boolean;
  readonly start: number;
}
