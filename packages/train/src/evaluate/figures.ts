import type { Evaluation } from "@atcs/dataset";
import type { Markup } from "../report/_escape.ts";
import type { ReportSummary } from "../report/content.ts";
import { breakdownChart, breakdownsOf } from "../report/sections/breakdowns.ts";
import { confusionChart, typesChart } from "../report/sections/classes.ts";
import { cloudsByHeight, diceByHeight } from "../report/sections/heights.ts";

/** Is that the name of a figure of an evaluation? */
export function isFigureName(name: string): boolean {
  return /^(dice-by-height|clouds-by-height|confusion-matrix|cloud-types|breakdown-[a-z]+)\.svg$/.test(name);
}

/**
 * The figures of an evaluation as SVG, by file name.
 * @param heightsKm shape [K]: heights of the bins above mean sea level, where they are known
 */
export function evaluationFigures(
  { overall, groups }: Pick<Evaluation, "overall" | "groups">,
  heightsKm?: readonly number[] | undefined,
): ReadonlyMap<string, string> {
  const summary: ReportSummary = overall;
  const figures: [string, Markup][] = [];
  if (summary.heightBins !== undefined) {
    figures.push(["dice-by-height", diceByHeight([{ name: "Dice", bins: summary.heightBins }], heightsKm)]);
    figures.push(["clouds-by-height", cloudsByHeight(summary.heightBins, heightsKm)]);
  }
  figures.push(["confusion-matrix", confusionChart(summary)], ["cloud-types", typesChart(summary)]);
  for (const breakdown of breakdownsOf({ overall: summary, groups })) {
    figures.push([`breakdown-${breakdown.name.toLowerCase()}`, breakdownChart(breakdown)]);
  }
  return new Map(figures.map(([name, { text }]) => [`${name}.svg`, text]));
}
