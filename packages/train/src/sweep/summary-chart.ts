import { barChart, type ChartBar } from "../report/_bar-chart.ts";
import { type ChartPoint, lineChart } from "../report/_chart.ts";
import { scoreText } from "../report/_format.ts";
import type { ScoreStatistics } from "./score-statistics.ts";
import type { SweepSummary, SweepVariantSummary } from "./summarize-sweep.ts";

/** `summary.svg`: validation Dice by number of angles, or as bars, with the standard deviation over seeds. */
export function summaryChart(summary: SweepSummary): string {
  return (summary.isOverAngles ? angleChart(summary) : variantChart(summary)).text;
}

function angleChart({ variants, runs }: SweepSummary) {
  const byAngles = [...variants].sort((a, b) => a.angles.length - b.angles.length);
  const seeds = byAngles.flatMap(({ name, angles }) =>
    runs
      .filter((run) => run.variant === name && run.status === "complete")
      .map(({ best }): ChartPoint => ({ x: angles.length, y: best?.scores.dice ?? null })),
  );
  const means = byAngles.map(({ angles, scores: { dice } }): ChartPoint => {
    return { x: angles.length, y: dice?.mean ?? null, ...errorBar(dice) };
  });
  return lineChart(
    [
      { name: "mean, standard deviation", points: means, color: 0 },
      { name: "seeds", points: seeds, look: "points", color: 1 },
    ],
    {
      title: "Skill and number of view angles",
      xLabel: "view angles",
      yLabel: "validation Dice",
      xScale: "log",
      xTicks: byAngles.map(({ angles }) => angles.length),
      width: 480,
      height: 320,
    },
  );
}

function variantChart({ variants }: SweepSummary) {
  const bars = variants.map(({ name, scores: { dice } }): ChartBar => {
    const text = dice === undefined ? "no data" : meanText(dice);
    return { name, value: dice?.mean ?? null, text, ...errorBar(dice) };
  });
  return barChart(bars, { title: "Validation Dice: mean, standard deviation", range: rangeOf(variants), width: 520 });
}

/** From 0, for a bar is read by its length. */
function rangeOf(variants: readonly SweepVariantSummary[]): [number, number] {
  const most = Math.max(0, ...variants.map(({ scores: { dice } }) => errorBar(dice).high ?? dice?.mean ?? 0));
  return [0, most > 0.5 || most === 0 ? 1 : Math.ceil(20 * most) / 20];
}

function errorBar(dice: ScoreStatistics | undefined): Pick<ChartPoint, "low" | "high"> {
  if (dice == null || dice.standardDeviation === null) return {};
  const { mean, standardDeviation } = dice;
  return { low: mean - standardDeviation, high: mean + standardDeviation };
}

/** "0.512 ± 0.004" */
export function meanText({ mean, standardDeviation }: ScoreStatistics): string {
  return standardDeviation === null ? scoreText(mean) : `${scoreText(mean)} \u00b1 ${scoreText(standardDeviation)}`;
}
