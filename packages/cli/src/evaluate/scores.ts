import type { Summary } from "@atcs/dataset/metrics";
import type { JsonValue } from "../format/json.ts";
import { countText } from "../format/value.ts";
import { scoreText } from "../train/training-text.ts";

/** The scores that are told first, with their names for people. */
const headline = [
  ["dice", "Dice"],
  ["iou", "IoU"],
  ["precision", "precision"],
  ["recall", "recall"],
  ["accuracy", "accuracy"],
  ["cloud_mask_accuracy", "cloud mask accuracy"],
  ["cloud_scenario_accuracy", "cloud scenario accuracy"],
  ["cloud_top_height_bin_accuracy", "cloud top height accuracy"],
] as const;

/**
 * Scores that a task has, one after another.
 * @param summary or scores by name
 */
export function scoreParts(summary: object): string[] {
  const scores = { ...summary } as Partial<Record<string, unknown>>;
  const parts = headline.flatMap(([name, words]) => {
    const score = scores[name];
    return typeof score === "number" || score === null ? [`${words} ${scoreText(score)}`] : [];
  });
  return [...parts, ...offsetPart(scores)];
}

function offsetPart({
  cloud_top_height_bin_offset: bins,
  cloud_top_height_bin_offset_m: metres,
}: Partial<Record<string, unknown>>): string[] {
  if (typeof bins !== "number") return [];
  const inMetres = typeof metres === "number" ? `, ${Math.round(metres)} m` : "";
  return [`cloud top height off by ${countText(Number(bins.toPrecision(3)), "bin")}${inMetres}`];
}

/** The scores on one line. */
export function scoresText(summary: object): string {
  return scoreParts(summary).join(", ");
}

/** The plain numbers of a summary, by name: without those of classes and height bins. */
export function plainScores(summary: Summary): JsonValue {
  const plain = Object.entries(summary).filter(([, value]) => typeof value === "number" || value === null);
  return Object.fromEntries(plain) as Record<string, number | null>;
}
