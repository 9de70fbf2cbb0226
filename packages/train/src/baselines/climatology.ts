import type { ClassCounts, HeightBins, Task } from "@atcs/dataset";
import { type BestThreshold, bestThreshold } from "./best-threshold.ts";

/** What a training set says without any image. */
export interface Climatology {
  readonly task: Task;
  /**
   * What is predicted at every label point: of `seg_3d` the most frequent cloud type of each height bin (of equally frequent
   * ones the first), of `bin_seg_3d` the share of clouds in it, of `bin_seg_2d` the share of label points with a cloud.
   */
  readonly values: Uint8Array | Float32Array;
  /** Of the binary tasks: the threshold with the greatest Dice on the training set, and that Dice. */
  readonly best: BestThreshold | undefined;
}

/**
 * The climatology of a training set. A bin in which nothing is known has no cloud.
 * @param counts of the split, as `AtcsDataset.split.trainCounts` has them
 * @param heightBins first bin, and the first beyond. @default all
 * @throws RangeError for bins that were not counted; of `bin_seg_2d` for other ones than all, for counts of bins do not tell in how
 * many columns there is a cloud
 */
export function climatology(counts: ClassCounts, task: Task, heightBins?: HeightBins): Climatology {
  const [first, end] = heightBins ?? [0, counts.classCountsPerBin.length];
  if (!(first >= 0 && end > first && end <= counts.classCountsPerBin.length)) {
    const counted = counts.classCountsPerBin.length;
    throw new RangeError(
      `heightBins is [${first}, ${end}]: expected a range within the ${counted} bins that were counted`,
    );
  }
  if (task === "bin_seg_2d" && end - first < counts.classCountsPerBin.length) {
    throw new RangeError(
      `heightBins is [${first}, ${end}]: expected all bins, for cloudy columns were counted over all`,
    );
  }
  const perBin = counts.classCountsPerBin.slice(first, end);
  if (task === "seg_3d") return { task, values: Uint8Array.from(perBin, mostFrequent), best: undefined };
  const groups = task === "bin_seg_3d" ? perBin.map(cloudsOf) : [{ cloudy: counts.cloudyPoints, known: counts.points }];
  // Rounded as predictions are stored, so that the threshold lies between the stored numbers.
  const values = Float32Array.from(groups, ({ cloudy, known }) => (known === 0 ? 0 : cloudy / known));
  const best = bestThreshold(groups.map((group, bin) => ({ ...group, probability: values[bin]! })));
  return { task, values, best };
}

function mostFrequent(classes: readonly number[]): number {
  return classes.reduce((best, count, type) => (count > classes[best]! ? type : best), 0);
}

function cloudsOf(classes: readonly number[]): { cloudy: number; known: number } {
  const known = classes.reduce((sum, count) => sum + count, 0);
  return { cloudy: known - (classes[0] ?? 0), known };
}
