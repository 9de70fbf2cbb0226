import { checkOptions } from "../_check.ts";
import { describeValue } from "../_describe.ts";
import type { Numbers } from "../model/label-points.ts";
import { checkTask, cloudTypeCount, type Task } from "../tasks.ts";

/** How much of what the labels of a training set hold: `trainCounts` of a split of `@atcs/dataset`. */
export interface TrainCounts {
  /** Height bins with each cloud type, 0 to 8, at each height: [bins][9]; unknown bins are not counted. */
  readonly classCountsPerBin: readonly Numbers[];
  /** Label points with any cloud. */
  readonly cloudyPoints: number;
  /** Label points. */
  readonly points: number;
}

/** Which of these counts a task is about. */
export interface ClassCountOptions {
  readonly task: Task;
  /** First height bin and the one after the last, as the data set is opened with. @default all */
  readonly heightBins?: readonly [number, number] | undefined;
}

/**
 * How often each class of a task is in the training set. The clouds of all types are one class of the binary tasks. Those of
 * `bin_seg_2d` are label points, clear and cloudy, whatever the height bins: a data set counts no others.
 *
 * @returns 9 counts of `seg_3d`, else 2
 * @throws TypeError for a task or an option that there is not, or counts that are no arrays; RangeError for height bins that
 * there are not, or what is no count
 * @example
 * ```ts
 * import { effectiveNumberWeights, taskClassCounts } from "@atcs/models";
 *
 * const trainCounts = { classCountsPerBin: [[90, 5, 0, 0, 5, 0, 0, 0, 0]], cloudyPoints: 10, points: 100 };
 * const classWeights = effectiveNumberWeights(taskClassCounts(trainCounts, { task: "bin_seg_3d" }));
 * console.log(classWeights); // 0.28 of clear bins, 1.72 of cloudy ones
 * ```
 */
export function taskClassCounts(counts: TrainCounts, options: ClassCountOptions): number[] {
  checkOptions("taskClassCounts", options, ["task", "heightBins"]);
  const { task, heightBins } = options;
  checkTask(task);
  if (task === "bin_seg_2d") {
    const [points, cloudy] = [count(counts.points, "points"), count(counts.cloudyPoints, "cloudyPoints")];
    if (cloudy <= points) return [points - cloudy, cloudy];
    throw new RangeError(`cloudyPoints is ${cloudy}: expected at most points, ${points}`);
  }
  const perBin = counts.classCountsPerBin;
  if (!Array.isArray(perBin)) {
    throw new TypeError(`classCountsPerBin is ${describeValue(perBin)}: expected an array of [9] for each height bin`);
  }
  const [first, end] = checkHeightBins(heightBins === undefined ? [0, perBin.length] : heightBins, perBin.length);
  const totals = new Array<number>(cloudTypeCount).fill(0);
  for (let bin = first; bin < end; bin++) {
    const own = perBin[bin] as Numbers | undefined;
    if (own?.length !== cloudTypeCount) {
      throw new RangeError(`classCountsPerBin[${bin}] has ${own?.length ?? 0} counts: expected ${cloudTypeCount}`);
    }
    for (let type = 0; type < cloudTypeCount; type++) {
      totals[type]! += count(own[type]!, `classCountsPerBin[${bin}][${type}]`);
    }
  }
  if (task === "seg_3d") return totals;
  const [clear, ...clouds] = totals as [number, ...number[]];
  return [clear, clouds.reduce((sum, own) => sum + own, 0)];
}

/**
 * Class weights by the effective number of samples (Cui et al. 2019, "Class-balanced loss based on effective number of
 * samples"): of N samples in all, n of a class count as E = (1 - b^n) / (1 - b), b = (N - 1) / N, and the class weighs
 * 1 / E. An absent class weighs 0; the weights of the others are scaled so that their average is 1.
 *
 * @param classCounts n of each class, such as {@link taskClassCounts} gives
 * @returns as many weights
 * @throws RangeError for what is no count, for no samples at all, or for more than 2^53 - 1
 */
export function effectiveNumberWeights(classCounts: Numbers): number[] {
  const counts = Array.from(classCounts, (n, i) => count(n, `classCounts[${i}]`));
  const total = counts.reduce((sum, n) => sum + n, 0);
  if (total === 0) throw new RangeError("classCounts are all 0: expected the counts of at least one labelled bin");
  count(total, "the sum of classCounts");
  // 1 - b^n = -expm1(n log1p(-1/N)): b itself is 1 in double precision, or nearly so, long before N is 1e12.
  const logB = Math.log1p(-1 / total);
  const weights = counts.map((n) => (n === 0 ? 0 : -1 / (total * Math.expm1(n * logB))));
  const present = counts.filter((n) => n > 0).length;
  const scale = present / weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight * scale);
}

function count(value: number, name: string): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new RangeError(`${name} is ${describeValue(value)}: expected a count, an integer from 0 to 2^53 - 1`);
}

function checkHeightBins(heightBins: readonly [number, number], bins: number): readonly [number, number] {
  const [first, end] = Array.isArray(heightBins) && heightBins.length === 2 ? heightBins : [];
  if (Number.isInteger(first) && Number.isInteger(end) && first! >= 0 && first! < end! && end! <= bins) {
    return [first!, end!];
  }
  const found = Array.isArray(heightBins) ? `[${heightBins.join(", ")}]` : describeValue(heightBins);
  throw new RangeError(`heightBins is ${found}: expected [first, end] with 0 <= first < end <= ${bins}`);
}
