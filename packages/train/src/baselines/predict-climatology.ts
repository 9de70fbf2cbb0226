import { AtcsDataset, type HeightBins, type Subset, type Task, taskShape } from "@atcs/dataset";
import { TrainError } from "../errors.ts";
import type { WrittenPredictions } from "../predict/labels.ts";
import { PredictionFiles } from "../predict/prediction-files.ts";
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
 * @throws (rejects with) TrainError TRAIN_DATASET for a split without counts, TRAIN_IO; DatasetError; the reason of the signal
 */
export async function predictClimatology(options: PredictClimatologyOptions): Promise<WrittenClimatology> {
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
  const made = climatology(counts, task, heightBins);
  const files = await PredictionFiles.open(out, "labels", {
    format: "atcs-predictions-1",
    task,
    heightBins,
    split,
    subset,
    fingerprint: await data.fingerprint({ signal }),
    threshold: made.best?.threshold ?? null,
    model: { name: "climatology" },
  });
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

function repeated(values: Uint8Array | Float32Array, times: number): Uint8Array | Float32Array {
  const all =
    values instanceof Uint8Array ? new Uint8Array(values.length * times) : new Float32Array(values.length * times);
  for (let i = 0; i < times; i++) all.set(values, i * values.length);
  return all;
}
