import type { InstanceResult } from "./content.ts";

/** An instance and its place among all, by Dice. */
export interface RankedInstance {
  readonly id: number;
  readonly dice: number;
  readonly rank: "worst" | "median" | "best";
  /** As they are in the evaluation. */
  readonly scores: InstanceResult["scores"];
}

/** Instances with a Dice, the worst first; of the same Dice the one with the lower id. */
export function byDice(instances: readonly InstanceResult[]): Omit<RankedInstance, "rank">[] {
  return instances
    .flatMap(({ id, scores }) => (typeof scores.dice === "number" ? [{ id, dice: scores.dice, scores }] : []))
    .sort((a, b) => a.dice - b.dice || a.id - b.id);
}

/** The two worst instances, that in the middle and the two best, without one twice. */
export function chooseInstances(instances: readonly InstanceResult[]): RankedInstance[] {
  const sorted = byDice(instances);
  const last = sorted.length - 1;
  const wanted: [number, RankedInstance["rank"]][] = [
    [last, "best"],
    [0, "worst"],
    [last >> 1, "median"],
    [last - 1, "best"],
    [1, "worst"],
  ];
  const chosen = new Map<number, RankedInstance["rank"]>();
  for (const [at, rank] of wanted) {
    if (at >= 0 && at <= last && !chosen.has(at)) chosen.set(at, rank);
  }
  return [...chosen].sort(([a], [b]) => a - b).map(([at, rank]) => ({ ...sorted[at]!, rank }));
}
