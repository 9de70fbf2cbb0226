import { isTrainError } from "../errors.ts";
import { binHeights } from "../predict/granule/bin-heights.ts";
import type { ScoredSubset } from "./scored-subset.ts";

/** Nominal heights of the bins in km, shape [K]; undefined where the labels do not have them. */
export async function heightsInKm(
  { data, heightBins }: ScoredSubset,
  signal: AbortSignal | undefined,
): Promise<readonly number[] | undefined> {
  try {
    const { heights } = await binHeights(data, heightBins, { signal });
    return Array.from(heights, (metres) => metres / 1000);
  } catch (error) {
    if (isTrainError(error, "TRAIN_DATASET")) return undefined;
    throw error;
  }
}
