import type { LeaderboardGroup } from "./groups.ts";

/** What a group is of: `bin_seg_3d, height bins 4 to 102, split default (val)`. */
export function groupTitle({ settings }: LeaderboardGroup): string {
  const { task, heightBins, split, subset } = settings;
  const [first, end] = heightBins;
  return `${task}, height bins ${first} to ${end - 1}, split ${split} (${subset})`;
}

/** How the table is sorted, and what is known of it. */
export function groupNote({ settings, metric, entries }: LeaderboardGroup, wanted: string): string {
  const order = `Sorted by ${metric.title}, ${metric.ascending ? "the least" : "the greatest"} first.`;
  const other = metric.name === wanted ? "" : ` The task does not have ${wanted}.`;
  const unverified = entries.filter(({ evaluation }) => evaluation === null).length;
  const verified =
    unverified === 0
      ? " All scores were recomputed from the predictions."
      : ` ${unverified} of ${entries.length} submissions were not verified: their scores are as their makers state them.`;
  return `${order}${other}${verified} Fingerprint of the dataset: ${settings.fingerprint}.`;
}

/** A threshold as it stands in a table. */
export function thresholdText(threshold: number | null): string {
  return threshold === null ? "" : String(Number(threshold.toFixed(4)));
}
