import type { EpochMetrics } from "../trainer/events.ts";

/** Scores that tell most; the others, counts among them, are in `metrics.jsonl`. */
const headlineScores = [
  "dice",
  "iou",
  "precision",
  "recall",
  "cloud_mask_accuracy",
  "cloud_scenario_accuracy",
  "cloud_top_height_bin_accuracy",
  "cloud_top_height_bin_offset",
  "cloud_top_height_bin_offset_m",
] as const;

/** Numbers of an epoch by their tags; what is not known is left out. */
export function epochScalars({ train, val, ...metrics }: EpochMetrics): [tag: string, value: number][] {
  const scores = val === null ? [] : headlineScores.map((name) => [`val/${name}`, val.scores[name]] as const);
  const all: (readonly [string, number | null | undefined])[] = [
    ["train/loss", train.loss],
    ["train/objective", train.objective],
    ["train/dice", train.dice],
    ["learning_rate", metrics.learningRate],
    ["val/loss", val?.loss],
    ...scores,
    ["images_per_second", metrics.imagesPerSecond],
    ["waiting", metrics.waiting],
    ["memory", metrics.memory],
  ];
  return all.filter((entry): entry is [string, number] => typeof entry[1] === "number");
}
