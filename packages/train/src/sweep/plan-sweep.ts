import { checkOptions, checkSignal } from "../config/check.ts";
import { trainSettings } from "../config/settings.ts";
import { openSubsets } from "../data/open-subsets.ts";
import { expandRuns } from "./expand-runs.ts";
import type { SweepOptions, SweepPlan } from "./types.ts";

/**
 * List the runs of a sweep, and see whether the dataset has what each of them needs. The same options give the same list.
 * @throws TypeError, RangeError for wrong options; DatasetError as `AtcsDataset.open` has them; TrainError TRAIN_DATASET; the
 * signal's reason
 */
export async function planSweep(
  sweep: SweepOptions,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<SweepPlan> {
  checkOptions("planSweep", options, ["signal"]);
  const { signal } = options;
  checkSignal(signal);
  const plan = expandRuns(sweep);
  const seen = new Set<string>();
  for (const { seed, options: own } of plan.runs) {
    const settings = trainSettings({ ...own, seed, dataset: plan.dataset, out: "run" });
    const { split, task, fields, omitAngles, heightBins, clip, angles, validityMask, augment } = settings;
    const data = { split, task, fields, omitAngles, heightBins, clip, angles, validityMask, augment };
    const key = JSON.stringify(data);
    if (seen.has(key)) continue;
    seen.add(key);
    const subsets = await openSubsets({ path: plan.dataset, ...data }, signal);
    await subsets.close();
  }
  return plan;
}
