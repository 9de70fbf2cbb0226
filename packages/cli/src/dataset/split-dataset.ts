import { rm } from "node:fs/promises";
import type {
  ClassCounts,
  DatasetStore,
  InstanceInfo,
  InstanceSource,
  MakeSplitOptions,
  SplitIds,
} from "@atcs/dataset";
import type { Context } from "../command.ts";
import { CommandError } from "../errors.ts";
import { countText } from "../format/value.ts";
import { writeWhole } from "../output.ts";
import { createProgress } from "../progress/progress.ts";
import { findSplits } from "./find-splits.ts";
import type { DatasetLibrary } from "./library.ts";
import { checkSplitName, localFile } from "./local-file.ts";

/** Options of `atcs split` as commander parsed them. */
export interface SplitOptions {
  readonly name: string;
  readonly ratio: number;
  readonly seed: number;
  readonly overwrite?: boolean;
}

/** A side of a split. */
export interface SplitSide {
  readonly instances: number;
  /** Half orbits. */
  readonly orbits: number;
}

/** What was divided, and how. */
export interface SplitSummary {
  readonly dataset: string;
  readonly file: string;
  readonly name: string;
  readonly ratio: number;
  readonly seed: number;
  readonly train: SplitSide;
  readonly val: SplitSide;
  readonly trainCounts: ClassCounts;
  /** Statistics of the training set that was there before; undefined when there were none, or it is the same. */
  readonly removed: string | undefined;
}

/**
 * Divide a dataset into training and validation and write the split beside it.
 * @throws CommandError when another split, or something else, has the name
 */
export async function splitDataset(
  directory: string,
  { name, ratio, seed, overwrite = false }: SplitOptions,
  library: DatasetLibrary,
  { io, signal }: Context,
): Promise<SplitSummary> {
  checkSplitName(library, name);
  const { source, store } = await library.openSource(directory, { signal });
  const progress = createProgress(io, { label: "atcs split" });
  try {
    const file = localFile(store, library.splitFile(name));
    const instances = source.ids.map((id) => source.info(id));
    if (instances.length === 0) throw noInstances(directory);
    const { train, val } = divide(library, { instances, ratio, seed });
    const before = await splitBefore(library, store, name, signal);
    const isSame = before !== undefined && isEqual(before.train, train) && isEqual(before.val, val);
    if (before !== undefined && !isSame && !overwrite) throw otherSplit(file);
    const trainCounts = await countTrain(library, source, train, progress.total.update, signal);
    // First, so that they never stand beside the training set of another split.
    const removed = before === undefined || isSame ? undefined : await removeStatistics(library, store, name, signal);
    await writeWhole(file, library.formatSplit({ train, val, trainCounts, ratio, seed }), "Check the directory.");
    const sideOf = side(instances, library.orbitOf);
    return {
      dataset: directory,
      file,
      name,
      ratio,
      seed,
      train: sideOf(train),
      val: sideOf(val),
      trainCounts,
      removed,
    };
  } finally {
    await progress.stop();
    await source.close();
  }
}

function divide(library: DatasetLibrary, options: MakeSplitOptions): SplitIds {
  try {
    return library.makeSplit(options);
  } catch (error) {
    if (!library.isDatasetError(error, "DATASET_SPLIT")) throw error;
    const { code, message, file } = error;
    const hint = "The dataset's instance_info.json tells it, if it lies beside.";
    throw new CommandError(message, { code, hint, file, cause: error });
  }
}

function countTrain(
  library: DatasetLibrary,
  source: InstanceSource,
  train: readonly number[],
  update: (state: { done: number; total: number; detail: string }) => void,
  signal: AbortSignal,
): Promise<ClassCounts> {
  const onProgress = (done: number, total: number): void =>
    update({ done, total, detail: `counting classes, ${done} of ${countText(total, "instance")}` });
  onProgress(0, train.length);
  return library.countClasses(source, train, { signal, onProgress });
}

function side(instances: readonly InstanceInfo[], orbitOf: (info: InstanceInfo) => string) {
  const orbits = new Map(instances.map((info) => [info.id, orbitOf(info)]));
  return (ids: readonly number[]): SplitSide => ({
    instances: ids.length,
    orbits: new Set(ids.map((id) => orbits.get(id))).size,
  });
}

/** The split that has the name already. @throws CommandError when something else has it */
async function splitBefore(library: DatasetLibrary, store: DatasetStore, name: string, signal: AbortSignal) {
  const path = library.splitFile(name);
  if ((await store.size(path, { signal })) === undefined) return undefined;
  const [found] = await findSplits(library, store, name, signal).catch((error: unknown) => {
    if (!library.isDatasetError(error) || library.isDatasetError(error, "DATASET_IO")) throw error;
    return [];
  });
  if (found?.split !== undefined) return found.split;
  const file = store.locate(path);
  throw new CommandError(`${file}: there is such a file, and it is no split`, {
    code: "SPLIT_NAME",
    hint: "Choose another --name, or remove it.",
    file,
  });
}

async function removeStatistics(
  library: DatasetLibrary,
  store: DatasetStore,
  name: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const path = library.statisticsFile(name);
  if ((await store.size(path, { signal })) === undefined) return undefined;
  await rm(store.locate(path));
  return store.locate(path);
}

function isEqual(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}

function otherSplit(file: string): CommandError {
  return new CommandError(`${file}: there is another split of this name`, {
    code: "SPLIT_NAME",
    hint: "Choose another --name, or replace it with --overwrite.",
    file,
  });
}

/** The error for a dataset of nothing. */
export function noInstances(directory: string): CommandError {
  return new CommandError(`${directory}: the dataset has no instance`, {
    code: "DATASET_EMPTY",
    hint: "skipped.jsonl says why granules gave none.",
    file: directory,
  });
}
