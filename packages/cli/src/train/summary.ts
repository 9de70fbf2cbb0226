import type { Summary } from "@atcs/dataset/metrics";
import type { TrainResult } from "@atcs/train";
import { summaryLines } from "../dataset/summary-lines.ts";
import { plainScores, scoresText } from "../evaluate/scores.ts";
import type { JsonValue } from "../format/json.ts";
import { scoreText } from "./training-text.ts";

/** What came of a training. */
export interface TrainSummary extends TrainResult {
  /** Of the best weights on the validation set; undefined when there are none, or no report was wanted. */
  readonly scores?: Summary | undefined;
  /** Path of the report. */
  readonly report?: string | undefined;
}

/** What `atcs train` prints for people. */
export function trainText({ run, epochs, best, scores, report }: TrainSummary): Iterable<string> {
  return summaryLines([
    ["run", run],
    ["epochs", String(epochs)],
    [
      "best",
      best === null ? "unknown: nothing was evaluated" : `Dice ${scoreText(best.dice)} after epoch ${best.epoch}`,
    ],
    ...(scores === undefined ? [] : [["scores", scoresText(scores)] as const]),
    ...(report === undefined ? [] : [["report", report] as const]),
  ]);
}

/** What `atcs train --json` prints. */
export function trainJson({ run, epochs, best, last, scores, report }: TrainSummary): JsonValue {
  return {
    run,
    epochs,
    best: best === null ? null : { ...best },
    last: last === null ? null : plainScores(last),
    scores: scores === undefined ? null : plainScores(scores),
    report: report ?? null,
  };
}
