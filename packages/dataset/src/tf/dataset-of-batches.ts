import { data as tfData } from "@tensorflow/tfjs";
import { checkOptions } from "../_check-options.ts";
import type { AtcsDataset } from "../dataset.ts";
import { type BatchesOptions, batchSettings } from "../loader/open-options.ts";
import { type BatchTensors, batchTensors } from "./batch-tensors.ts";

/** Options of {@link datasetOfBatches}: those of {@link AtcsDataset.batches}, without `reuse`, which tensors cannot bear. */
export interface DatasetOfBatchesOptions extends Omit<BatchesOptions, "reuse" | "epoch"> {
  /** Number of the first pass's epoch; each further pass is the next epoch. @default 0 */
  readonly epoch?: number | undefined;
}

const optionNames = ["batchSize", "shuffle", "seed", "epoch", "prefetch", "workers", "dropLast", "signal"];

/**
 * The batches as a `tf.data` dataset, each element the tensors of one batch. It is batched already: `batch` and `shuffle`
 * of `tf.data` are not for it.
 *
 * - A pass is an epoch, in the order of `seed` and that epoch; the next pass is the next epoch. So `repeat(3)` is three
 *   epochs, and `fitDataset` has another order in each of its own.
 * - An element is its receiver's to dispose of: `fitDataset` does so, `map` disposes of what its result does not hold, and
 *   with `forEachAsync` it is `tf.dispose(element)`. One batch of tensors is made when it is asked for; `prefetch` makes
 *   arrays ahead, no tensors.
 * - `tf.data` cannot end a pass before its end: abort the `signal`, or close the dataset, to let go of what was made ahead.
 * - What is wrong with the data rejects the step that meets it, with a `DatasetError`.
 *
 * @throws TypeError or RangeError for an option that is wrong
 *
 * @example
 * ```ts
 * import { AtcsDataset } from "@atcs/dataset";
 * import { datasetOfBatches } from "@atcs/dataset/tf";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await using data = await AtcsDataset.open("DIR", { subset: "train", layout: "NHWC" });
 * const batches = datasetOfBatches(data, { batchSize: 8, shuffle: true, seed: 1 });
 * await batches.repeat(3).forEachAsync((tensors) => {
 *   console.log(tensors.sensorInput.shape, tensors.cloudScenario.shape);
 *   tf.dispose(tensors);
 * });
 * ```
 */
export function datasetOfBatches(
  data: Pick<AtcsDataset, "batches">,
  options: DatasetOfBatchesOptions = {},
): tfData.Dataset<BatchTensors> {
  checkOptions("datasetOfBatches", options, optionNames);
  // Now, and not in the middle of a training.
  batchSettings(options);
  let epoch = options.epoch ?? 0;
  // The epoch counts when the first batch is asked for: `fitDataset` begins one pass that it never reads.
  async function* pass(): AsyncGenerator<BatchTensors, void, undefined> {
    for await (const batch of data.batches({ ...options, epoch: epoch++ })) yield batchTensors(batch);
  }
  return tfData.generator(pass);
}
