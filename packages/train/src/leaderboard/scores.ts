import type { Evaluation } from "@atcs/dataset";
import type { ReportSummary } from "../report/content.ts";

/** Scores by name; null where there is no data for one. */
export type Scores = Readonly<Record<string, number | null>>;

/**
 * The scores that a submission states: all plain numbers of the summary over all instances, and of `seg_3d` the means over the
 * nine classes as `class_mean_dice` and so on.
 */
export function plainScores({ overall }: Pick<Evaluation, "overall">): Scores {
  const { mean }: ReportSummary = overall;
  const means = Object.entries(mean ?? {}).map(([name, value]) => [`class_mean_${name}`, value] as const);
  const plain = Object.entries(overall).filter(([, value]) => typeof value === "number" || value === null);
  return Object.fromEntries([...(plain as [string, number | null][]), ...means]);
}

/** Counts are exact, and rates are quotients of counts: all but the last digits must agree. */
const tolerance = 1e-12;

/** How stated scores differ from those that were recomputed, one sentence each. */
export function scoreDifferences(stated: ReadonlyMap<string, number | null>, computed: Scores): string[] {
  const found = new Map(Object.entries(computed));
  const unknown = [...stated.keys()].filter((name) => !found.has(name));
  const differing = [...found].flatMap(([name, value]) => {
    const other = stated.get(name);
    if (other === undefined) return [`scores.${name} is missing: expected ${value}`];
    return isSame(other, value) ? [] : [`scores.${name} is ${other}: the predictions have ${value}`];
  });
  return [...differing, ...unknown.map((name) => `there is no score ${JSON.stringify(name.slice(0, 60))}`)];
}

function isSame(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));
}
