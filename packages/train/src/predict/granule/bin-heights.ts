import type { AtcsDataset, HeightBins, OperationOptions } from "@atcs/dataset";
import { TrainError } from "../../errors.ts";

/** Instances whose labels are looked at: heights of a bin differ by some metres only. */
const mostInstances = 32;

/** Nominal heights of bins. */
export interface BinHeights {
  /** Metres above mean sea level, of the chosen bins, from the highest. */
  readonly heights: Float32Array;
  /** Label points that they are the medians of. */
  readonly points: number;
}

/**
 * The nominal height of each height bin: the median over label points of a dataset, of up to 32 instances from its first to its
 * last. CloudSat's bins follow the satellite's altitude, so that their heights differ from profile to profile.
 * @throws TrainError TRAIN_DATASET when a bin has no height, or they do not fall from bin to bin
 */
export async function binHeights(
  data: AtcsDataset,
  [first, end]: HeightBins,
  { signal }: OperationOptions = {},
): Promise<BinHeights> {
  const found = Array.from({ length: end - first }, (): number[] => []);
  let points = 0;
  for (const id of someIds(data.ids)) {
    const { count, bins, height } = await data.labels(id, { signal });
    points += count;
    for (let point = 0; point < count; point++) {
      for (let bin = first; bin < Math.min(end, bins); bin++) {
        const value = height[point * bins + bin]!;
        if (isHeight(value)) found[bin - first]!.push(value);
      }
    }
  }
  const heights = Float32Array.from(found, median);
  const wrong = heights.findIndex((value, i) => !(value < (heights[i - 1] ?? Number.POSITIVE_INFINITY)));
  if (wrong < 0) return { heights, points };
  const problem = `bin ${first + wrong} lies at ${heights[wrong]} m in the median of ${points} label points: expected heights that fall from bin to bin`;
  throw new TrainError("TRAIN_DATASET", problem, { file: data.name });
}

function someIds(ids: readonly number[]): readonly number[] {
  if (ids.length <= mostInstances) return ids;
  return Array.from(
    { length: mostInstances },
    (_, i) => ids[Math.round((i * (ids.length - 1)) / (mostInstances - 1))]!,
  );
}

/** Missing heights are -9999, or the fill of the file; bins lie between -5000 and 30,000 m. */
function isHeight(value: number): boolean {
  return value >= -5000 && value <= 30_000;
}

/** NaN of nothing. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
