import type { Evaluation } from "@atcs/dataset";
import type { PredictionsSettings } from "../evaluate/settings.ts";
import type { SubmissionAbout } from "./about.ts";
import { type LeaderboardMetric, leaderboardMetrics } from "./metrics.ts";
import type { Scores } from "./scores.ts";

/** A submission in a table. */
export interface LeaderboardEntry {
  readonly about: SubmissionAbout;
  readonly settings: PredictionsSettings;
  readonly scores: Scores;
  /** With height bins and break-downs; null of a submission that was not verified. */
  readonly evaluation: Evaluation | null;
}

/** Submissions that can be compared: of the same task, height bins and instances. */
export interface LeaderboardGroup {
  readonly settings: Pick<PredictionsSettings, "task" | "heightBins" | "split" | "subset" | "fingerprint">;
  /** By which they are sorted: the one that was chosen, or Dice where the task does not have that. */
  readonly metric: LeaderboardMetric;
  /** Other scores that the task has. */
  readonly others: readonly LeaderboardMetric[];
  /** The best first; equal ones by name. */
  readonly entries: readonly LeaderboardEntry[];
  /** Shape [K], where they are known. */
  readonly heightsKm: readonly number[] | undefined;
}

/** Put what can be compared together. Groups are sorted by what they are of. */
export function groupEntries(entries: readonly LeaderboardEntry[], metricName: string): LeaderboardGroup[] {
  const groups = new Map<string, LeaderboardEntry[]>();
  for (const entry of entries) {
    const { task, heightBins, split, subset, fingerprint } = entry.settings;
    const key = JSON.stringify([task, heightBins, split, subset, fingerprint]);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([, members]) => groupOf(members, metricName));
}

function groupOf(members: readonly LeaderboardEntry[], metricName: string): LeaderboardGroup {
  const known = leaderboardMetrics.filter(({ name }) => members.some(({ scores }) => Object.hasOwn(scores, name)));
  const metric = known.find(({ name }) => name === metricName) ?? leaderboardMetrics[0]!;
  const { task, heightBins, split, subset, fingerprint } = members[0]!.settings;
  return {
    settings: { task, heightBins, split, subset, fingerprint },
    metric,
    others: known.filter((one) => one !== metric),
    entries: [...members].sort((a, b) => compare(a, b, metric)),
    heightsKm: undefined,
  };
}

/** What has no such score comes last. */
function compare(a: LeaderboardEntry, b: LeaderboardEntry, { name, ascending }: LeaderboardMetric): number {
  const worst = ascending ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const [x, y] = [a, b].map(({ scores }) => scores[name] ?? worst) as [number, number];
  if (x !== y) return x < y === ascending ? -1 : 1;
  const [first, second] = [a.about.name, b.about.name];
  return first === second ? 0 : first < second ? -1 : 1;
}
