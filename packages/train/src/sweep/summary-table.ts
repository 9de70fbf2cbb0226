import { durationText, noValue, numberText, scoreText } from "../report/_format.ts";
import { sweepFiles } from "./layout.ts";
import type { ScoreStatistics } from "./score-statistics.ts";
import type { SweepRunSummary, SweepSummary, SweepVariantSummary } from "./summarize-sweep.ts";
import { meanText } from "./summary-chart.ts";

const variantColumns: readonly [title: string, cell: (variant: SweepVariantSummary) => string][] = [
  ["variant", ({ name }) => name],
  ["angles", ({ angles }) => String(angles.length)],
  ["runs", ({ complete, runs }) => (complete === runs ? String(runs) : `${complete} of ${runs}`)],
  ["Dice", ({ scores }) => meanOf(scores.dice)],
  ["least", ({ scores }) => scoreText(scores.dice?.min)],
  ["most", ({ scores }) => scoreText(scores.dice?.max)],
  ["cloud mask accuracy", ({ scores }) => meanOf(scores.cloud_mask_accuracy)],
  ["cloud scenario accuracy", ({ scores }) => meanOf(scores.cloud_scenario_accuracy)],
  ["cloud top height bin accuracy", ({ scores }) => meanOf(scores.cloud_top_height_bin_accuracy)],
  ["cloud top offset / bins", ({ scores }) => meanOf(scores.cloud_top_height_bin_offset)],
];

const runColumns: readonly [title: string, cell: (run: SweepRunSummary) => string][] = [
  ["run", ({ name }) => name],
  ["seed", ({ seed }) => String(seed)],
  ["status", ({ status, error }) => (error === null ? status : `${status}: ${error.message}`)],
  ["epochs", ({ epochs }) => numberText(epochs)],
  ["best epoch", ({ best }) => (best === null ? noValue : numberText(best.epoch))],
  ["Dice", ({ best }) => scoreText(best?.scores.dice)],
  ["time", ({ seconds }) => durationText(seconds)],
];

/** `summary.md`: a table of variants, and one of runs. */
export function summaryTable(summary: SweepSummary): string {
  const { variants, runs } = summary;
  const done = runs.filter(({ status }) => status === "complete").length;
  const state =
    done === runs.length ? `All ${runs.length} runs are complete.` : `${done} of ${runs.length} runs are complete.`;
  const scored = variantColumns.filter(
    ([title, cell]) => title === "Dice" || variants.some((each) => cell(each) !== noValue),
  );
  return [
    `# Sweep\n\nDataset: ${cellText(summary.dataset)}. ${state}`,
    "Scores are of the epoch with the best validation Dice, on the validation set: mean and standard deviation over the complete runs.",
    markdownTable(scored, variants),
    `![Validation Dice](${sweepFiles.chart})`,
    "## Runs",
    markdownTable(runColumns, runs),
  ]
    .join("\n\n")
    .concat("\n");
}

function meanOf(score: ScoreStatistics | undefined): string {
  return score === undefined ? noValue : meanText(score);
}

function markdownTable<T>(columns: readonly [title: string, cell: (row: T) => string][], rows: readonly T[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cellText).join(" | ")} |`;
  const head = [
    line(columns.map(([title]) => title)),
    `|${columns.map((_, i) => (i === 0 ? "---|" : "---:|")).join("")}`,
  ];
  return [...head, ...rows.map((row) => line(columns.map(([, cell]) => cell(row))))].join("\n");
}

/** What would end a cell, a line or a table, or be taken for HTML, does not. */
function cellText(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").replace(/[\\|`*_<[]/g, (character) => `\\${character}`);
}
