import type { EpochMetrics } from "../../trainer/events.ts";
import { type ChartPoint, lineChart } from "../_chart.ts";
import { gallery, note, type PageSection } from "../_page.ts";
import { thin } from "../_thin.ts";
import type { ReportContent } from "../content.ts";

/** Loss, Dice and learning rate by epoch. */
export function curvesSection({ epochs }: ReportContent): PageSection {
  const section = { id: "curves", title: "Curves" };
  if (epochs.length === 0) return { ...section, content: note("There are no metrics of an epoch in the run.") };
  const training = thin(epochs);
  // Of evaluations alone: the epochs between two of them are no gaps.
  const evaluated = thin(epochs.filter((epoch) => epoch.val !== null));
  const xLabel = "epoch";
  const both = (name: "loss" | "dice") => [
    { name: "training", points: pointsOf(training, (epoch) => epoch.train[name]) },
    { name: "validation", points: pointsOf(evaluated, (epoch) => epoch.val?.[name] ?? null) },
  ];
  const rate = { name: "learning rate", points: pointsOf(training, (epoch) => epoch.learningRate) };
  const objective = { name: "with penalty", points: pointsOf(training, ({ train }) => train.objective ?? null) };
  const hasPenalty = epochs.some(({ train }) => train.objective !== undefined);
  const charts = [
    lineChart([...both("loss"), ...(hasPenalty ? [objective] : [])], { title: "Loss", xLabel, yLabel: "loss" }),
    lineChart(both("dice"), { title: "Dice", xLabel, yLabel: "Dice, cloud or no cloud" }),
    lineChart([rate], { title: "Learning rate", xLabel, yLabel: "learning rate", yScale: "log" }),
  ];
  return { ...section, content: gallery(charts) };
}

function pointsOf(epochs: readonly EpochMetrics[], value: (epoch: EpochMetrics) => number | null): ChartPoint[] {
  return epochs.map((epoch) => ({ x: epoch.epoch, y: value(epoch) }));
}
