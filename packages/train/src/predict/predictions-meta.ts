import type { HeightBins, Subset, Task } from "@atcs/dataset";
import type { ModelDescription } from "./trained-model.ts";

/** Name of the file that says what predictions are of. */
export const predictionsMetaFile = "meta.json";

/** What a subset can be. */
export const subsets: readonly Subset[] = ["train", "val", "all"];

/** `meta.json` beside predictions: the same predictions have the same bytes. */
export interface PredictionsMeta {
  readonly format: "atcs-predictions-1";
  readonly task: Task;
  /** First height bin, and the first beyond. */
  readonly heightBins: HeightBins;
  readonly split: string;
  readonly subset: Subset;
  /** Of labels and subsets of the dataset, as `AtcsDataset.fingerprint` has it. */
  readonly fingerprint: string;
  /** A cloud is where the probability is greater; null of `seg_3d`. */
  readonly threshold: number | null;
  readonly model: ModelDescription | { readonly name: "climatology" };
}

/** Text of `meta.json`. */
export function formatPredictionsMeta(meta: PredictionsMeta): string {
  return `${JSON.stringify(meta, null, 2)}\n`;
}
