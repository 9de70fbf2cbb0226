import { selectHeightBins } from "@atcs/colocate";
import {
  AtcsDataset,
  type ClassCounts,
  type HeightBins,
  type Subset,
  type Task,
  taskShape,
  tasks,
  taskTargets,
} from "@atcs/dataset";
import { checkChoice, checkFunction, checkOptions, checkSignal, checkText } from "../config/check.ts";
import { TrainError } from "../errors.ts";
import type { WrittenPredictions } from "../predict/labels.ts";
import { PredictionFiles } from "../predict/prediction-files.ts";
import { type PredictionsMeta, subsets } from "../predict/predictions-meta.ts";
import { type Climatology, climatology } from "./climatology.ts";

/** What {@link predictClimatology} predicts. */
export interface PredictClimatologyOptions {
  /** Directory, file or URL of the dataset. */
  readonly dataset: string;
  /** Directory for the predictions. */
  readonly out: string;
  /** @default "default" */
  readonly split?: string | undefined;
  /** @default "val" */
  readonly subset?: Subset | undefined;
  /** @default "seg_3d" */
  readonly task?: Task | undefined;
  /** First height bin, and the first beyond. @default all */
  readonly heightBins?: HeightBins | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Predictions of a climatology that were written. */
export interface WrittenClimatology extends WrittenPredictions {
  readonly climatology: Climatology;
}

/**
 * Predict the climatology of the training set at the label points of a subset, in the files of `predictLabels`, as a model named
 * "climatology". `meta.json` has the threshold that is best on the training set.
 * @throws (rejects with) TrainError TRAIN_DATASET for a split without counts, TRAIN_IO; DatasetError; TypeError and RangeError for wrong
 * options; the reason of the signal
 */
export async function predictClimatology(options: PredictClimatologyOptions): Promise<WrittenClimatology> {
  checkClimatologyOptions(options);
  const { dataset, out, split = "default", subset = "val", task = "seg_3d", onProgress, signal } = options;
  // No image is looked at, so that no statistics are needed.
  const opened = { split, subset, task, heightBins: options.heightBins, normalize: false, signal };
  await using data = await AtcsDataset.open(dataset, opened);
  const counts = data.split?.trainCounts;
  if (counts === undefined) {
    const problem = `the split "${split}" has no counts of its training set: make it anew with \`atcs split\``;
    throw new TrainError("TRAIN_DATASET", problem, { file: data.name });
  }
  const heightBins = data.heightBins ?? [0, counts.classCountsPerBin.length];
  const made =
    task === "bin_seg_2d"
      ? climatology({ ...counts, ...(await countColumns(data, heightBins, signal)) }, task)
      : climatology(counts, task, heightBins);
  const meta: PredictionsMeta = {
    format: "atcs-predictions-1",
    task,
    heightBins,
    split,
    subset,
    fingerprint: await data.fingerprint({ signal }),
    threshold: made.best?.threshold ?? null,
    model: { name: "climatology" },
  };
  using files = await PredictionFiles.open(out, "labels", meta, signal);
  const { bins } = taskShape(task, heightBins[1] - heightBins[0]);
  let kept = 0;
  for (const [i, id] of data.ids.entries()) {
    if (files.has(id)) kept++;
    else {
      const { count } = await data.labels(id, { signal });
      await files.write(id, repeated(made.values, count), [count, bins]);
    }
    onProgress?.(i + 1, data.length);
  }
  return { directory: files.directory, instances: data.length, kept, climatology: made };
}

function checkClimatologyOptions(options: PredictClimatologyOptions): void {
  checkOptions("predictClimatology", options, [
    ...["dataset", "out", "split", "subset", "task", "heightBins", "onProgress", "signal"],
  ]);
  const { dataset, out, subset, task, onProgress, signal } = options;
  checkText("dataset", dataset, "a directory or URL");
  checkText("out", out, "a directory");
  if (subset !== undefined) checkChoice("subset", subset, subsets);
  if (task !== undefined) checkChoice("task", task, tasks);
  checkFunction("onProgress", onProgress);
  checkSignal(signal);
}

/** Columns of the training set with a known bin among the chosen ones, and those of them with a cloud there. */
async function countColumns(
  data: AtcsDataset,
  heightBins: HeightBins,
  signal: AbortSignal | undefined,
): Promise<Pick<ClassCounts, "cloudyPoints" | "points">> {
  let [cloudyPoints, points] = [0, 0];
  for (const id of data.split?.train ?? []) {
    const { cloudScenario, bins } = await data.labels(id, { signal });
    const chosen = selectHeightBins(cloudScenario, heightBins, bins);
    for (const target of taskTargets(chosen, heightBins[1] - heightBins[0], "bin_seg_2d")) {
      if (target <= 1) points++;
      if (target === 1) cloudyPoints++;
    }
  }
  return { cloudyPoints, points };
}

function repeated(values: Uint8Array | Float32Array, times: number): Uint8Array | Float32Array {
  const all =
    values instanceof Uint8Array ? new Uint8Array(values.length * times) : new Float32Array(values.length * times);
  for (let i = 0; i < times; i++) all.set(values, i * values.length);
  return all;
}
