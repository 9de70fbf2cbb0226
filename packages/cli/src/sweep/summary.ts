import type { SweepPlan, SweepRunSummary, SweepSummary } from "@atcs/train";
import { summaryLines } from "../dataset/summary-lines.ts";
import { escapeControls } from "../format/escape.ts";
import type { JsonValue } from "../format/json.ts";
import { countText } from "../format/value.ts";
import { optionText } from "../train/option-text.ts";
import { scoreText } from "../train/training-text.ts";

/** What `--dry-run` prints: a line for each run, with what is not as it is by default. */
export function* planText({ dataset, runs }: SweepPlan): Generator<string> {
  yield* summaryLines([
    ["dataset", dataset],
    ["runs", String(runs.length)],
  ]);
  for (const [i, { name, seed, options }] of runs.entries()) {
    const given = Object.entries({ ...options, seed }).map(([option, value]) => optionText(option, value));
    yield `${String(i).padStart(3)}  ${escapeControls(`${name}  ${given.join(" ")}`)}\n`;
  }
}

/** What a sweep prints when it has ended, and `--summary`. */
export function* summaryText(directory: string, { variants, runs }: SweepSummary): Generator<string> {
  const count = (wanted: SweepRunSummary["status"]): number => runs.filter(({ status }) => status === wanted).length;
  const others = (["failed", "started", "waiting"] as const).filter((status) => count(status) > 0);
  yield* summaryLines([
    ["sweep", directory],
    [
      "runs",
      [`${count("complete")} of ${runs.length} complete`, ...others.map((status) => `${count(status)} ${status}`)].join(
        ", ",
      ),
    ],
  ]);
  const width = Math.max(...variants.map(({ name }) => name.length));
  for (const { name, scores, complete } of variants)
    yield `  ${name.padEnd(width)}  ${diceText(scores.dice, complete)}\n`;
}

function diceText(dice: SweepSummary["variants"][number]["scores"]["dice"], complete: number): string {
  if (dice === undefined) return complete === 0 ? "no run is complete" : "Dice unknown";
  const { mean, min, max, standardDeviation } = dice;
  const spread =
    standardDeviation === null ? "" : ` \u00b1 ${scoreText(standardDeviation)}, ${scoreText(min)} to ${scoreText(max)}`;
  return `Dice ${scoreText(mean)}${spread} (${countText(complete, "run")})`;
}

/** What `--index` prints. */
export function runText({ name, status, epochs, best }: SweepRunSummary): Iterable<string> {
  const dice = best?.scores.dice;
  return summaryLines([
    ["run", name],
    ["status", status],
    ["epochs", String(epochs)],
    ...(best === null ? [] : [["best", `Dice ${scoreText(dice)} after epoch ${best.epoch}`] as const]),
  ]);
}

/** Plans and summaries are plain data. */
export function plainJson(value: SweepPlan | SweepSummary | SweepRunSummary): JsonValue {
  return value as unknown as JsonValue;
}
