import type * as datasets from "@atcs/dataset";
import type * as models from "@atcs/models";
import type { RunConfig } from "@atcs/train";
import type { OptionMeanings } from "./contradictions.ts";

/** Of the libraries, what looks options up. */
export type MeaningTools = Pick<typeof datasets, "AtcsDataset" | "resolveFields"> &
  Pick<typeof models, "effectiveNumberWeights" | "taskClassCounts">;

/**
 * Options looked up in a run's dataset, which is opened when it is needed.
 * @param path where the dataset lies now
 */
export function runMeanings(
  { dataset, task, loss }: RunConfig,
  path: string,
  { AtcsDataset, resolveFields, effectiveNumberWeights, taskClassCounts }: MeaningTools,
  signal: AbortSignal,
): OptionMeanings {
  const { split, heightBins } = dataset;
  return {
    fieldsOf: (scheme) => resolveFields(scheme).map(({ name }) => name),
    async effectiveWeights() {
      // No image is looked at.
      await using data = await AtcsDataset.open(path, {
        split,
        subset: "train",
        task,
        heightBins,
        normalize: false,
        signal,
      });
      const counts = data.split?.trainCounts;
      // The split has changed since: the trainer says so.
      return counts === undefined
        ? loss.classWeights
        : effectiveNumberWeights(taskClassCounts(counts, { task, heightBins }));
    },
  };
}
