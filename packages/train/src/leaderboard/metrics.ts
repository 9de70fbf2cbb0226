import { noValue, numberText, scoreText } from "../report/_format.ts";

/** A score that a leaderboard can be sorted by. */
export interface LeaderboardMetric {
  /** Its name in `scores`. */
  readonly name: string;
  readonly title: string;
  /** Is less better? */
  readonly ascending: boolean;
  readonly text: (value: number | null | undefined) => string;
}

const rate = (name: string, title: string): LeaderboardMetric => ({ name, title, ascending: false, text: scoreText });

/** All of them, in the order in which they are told. */
export const leaderboardMetrics: readonly LeaderboardMetric[] = [
  rate("dice", "Dice"),
  rate("iou", "IoU"),
  rate("precision", "precision"),
  rate("recall", "recall"),
  rate("accuracy", "accuracy"),
  rate("cloud_mask_accuracy", "cloud mask accuracy"),
  rate("cloud_scenario_accuracy", "cloud scenario accuracy"),
  rate("class_mean_dice", "mean Dice of the classes"),
  rate("class_mean_iou", "mean IoU of the classes"),
  rate("cloud_top_height_bin_accuracy", "cloud top bin accuracy"),
  {
    name: "cloud_top_height_bin_offset",
    title: "cloud top offset, bins",
    ascending: true,
    text: (value) => scoreText(value, 2),
  },
  {
    name: "cloud_top_height_bin_offset_m",
    title: "cloud top offset, m",
    ascending: true,
    text: (value) => (value === null || value === undefined ? noValue : numberText(value)),
  },
];

/** Names of {@link leaderboardMetrics}. */
export const leaderboardMetricNames: readonly string[] = leaderboardMetrics.map(({ name }) => name);
