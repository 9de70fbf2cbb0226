import { join } from "node:path";
import { type Batch, type Subset, taskShape } from "@atcs/dataset";
import { checkChoice, checkFunction, checkInteger, checkOptions, checkSignal, checkText } from "../config/check.ts";
import { microBatches } from "../data/micro-batches.ts";
import { runFiles } from "../run/layout.ts";
import { decodeFinite } from "./decode-finite.ts";
import { PredictionFiles } from "./prediction-files.ts";
import { type PredictionsMeta, subsets } from "./predictions-meta.ts";
import type { Predictor } from "./predictor.ts";

/** What {@link predictLabels} and `predictDense` predict. */
export interface PredictOptions {
  /** @default "val" */
  readonly subset?: Subset | undefined;
  /** Directory for the predictions. @default `predictions/<subset>` of the run */
  readonly out?: string | undefined;
  /** Instances that are computed together. */
  readonly batchSize?: number | undefined;
  /** Threads that load; 0 loads in this one. @default 0 */
  readonly loaderWorkers?: number | undefined;
  /** Called after each batch with the instances that are done. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Predictions that were written. */
export interface WrittenPredictions {
  /** Absolute. */
  readonly directory: string;
  readonly instances: number;
  /** Those of them that were there already. */
  readonly kept: number;
}

/**
 * Predict at the label points of all instances of a subset: `<id>.npy`, rows in the order of the label file, uint8 classes
 * (P, K) of `seg_3d`, float32 probabilities (P, K) or (P, 1) of the binary tasks; and `meta.json`, which says what they are of.
 *
 * What is there of the same network and dataset is not computed again, so that one who was stopped goes on.
 * @throws (rejects with) TrainError TRAIN_IO, TRAIN_IN_USE while another process predicts into the directory, TRAIN_CHECKPOINT for weights that give numbers that are not finite; DatasetError
 * naming instance and file; TypeError and RangeError for wrong options; the reason of the signal
 */
export async function predictLabels(predictor: Predictor, options: PredictOptions = {}): Promise<WrittenPredictions> {
  checkPredictOptions("predictLabels", options);
  const { batchSize, microBatch } = predictor.config.training;
  const usual = Math.min(microBatch * predictor.workers, batchSize);
  return predictBatches(predictor, "labels", { ...options, batchSize: options.batchSize ?? usual }, async (batch) => {
    const [whole] = microBatches(batch, batch.shape[0]);
    const logits = await predictor.session.logitsAtLabels(whole!);
    const { task } = predictor.config;
    const instanceIds = Array.from(batch.ids);
    const decoded = decodeFinite(logits, { task, bins: batch.bins }, { instanceIds });
    const { bins } = taskShape(task, batch.bins);
    let row = 0;
    return pointsOf(batch).map((points) => {
      const data = decoded.subarray(row * bins, (row + points) * bins);
      row += points;
      return { data, shape: [points, bins] };
    });
  });
}

/** @internal */
export function checkPredictOptions(what: string, options: PredictOptions): void {
  checkOptions(what, options, ["subset", "out", "batchSize", "loaderWorkers", "onProgress", "signal"]);
  const { subset, out, batchSize = 1, loaderWorkers = 0, onProgress, signal } = options;
  if (subset !== undefined) checkChoice("subset", subset, subsets);
  if (out !== undefined) checkText("out", out, "a directory");
  checkInteger("batchSize", batchSize, 1);
  checkInteger("loaderWorkers", loaderWorkers, 0, 256);
  checkFunction("onProgress", onProgress);
  checkSignal(signal);
}

/** The prediction of each instance of a batch. */
type PredictBatch = (
  batch: Batch,
) => Promise<readonly { readonly data: Uint8Array | Float32Array; readonly shape: readonly number[] }[]>;

/** Predict a subset batch by batch. @internal */
export async function predictBatches(
  predictor: Predictor,
  kind: "labels" | "dense",
  options: PredictOptions & { readonly batchSize: number },
  predict: PredictBatch,
): Promise<WrittenPredictions> {
  const { subset = "val", batchSize, loaderWorkers: workers = 0, onProgress, signal } = options;
  const out = options.out ?? join(predictor.run, runFiles.predictions, subset);
  await using data = await predictor.openSubset(subset, signal);
  using files = await PredictionFiles.open(out, kind, metaOf(predictor, subset), signal);
  const { directory } = files;
  const kept = data.ids.filter((id) => files.has(id)).length;
  const instances = data.length;
  if (kept === instances) return { directory, instances, kept };
  // They are made in this order, so those that are there are mostly the first.
  const start = Math.floor(data.ids.findIndex((id) => !files.has(id)) / batchSize);
  let done = start * batchSize;
  onProgress?.(done, instances);
  for await (const batch of data.batches({ batchSize, start, workers, prefetch: 1, reuse: true, signal })) {
    if (!batch.ids.every((id) => files.has(id))) {
      for (const [i, { data: values, shape }] of (await predict(batch)).entries()) {
        await files.write(batch.ids[i]!, values, shape);
      }
    }
    done += batch.shape[0];
    onProgress?.(done, instances);
    signal?.throwIfAborted();
  }
  return { directory, instances, kept };
}

function metaOf({ config, model }: Predictor, subset: Subset): PredictionsMeta {
  const { heightBins, split, fingerprint } = config.dataset;
  const { task } = config;
  const threshold = task === "seg_3d" ? null : config.training.threshold;
  return { format: "atcs-predictions-1", task, heightBins, split, subset, fingerprint, threshold, model };
}

/** Label points of each instance; those of a batch lie one after another. */
function pointsOf({ batchIndex, shape: [instances] }: Batch): number[] {
  const counts = new Array<number>(instances).fill(0);
  for (const instance of batchIndex) counts[instance]!++;
  return counts;
}
