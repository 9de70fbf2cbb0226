import { barChart } from "../_bar-chart.ts";
import type { Markup } from "../_escape.ts";
import { scoreText } from "../_format.ts";
import { matrixChart } from "../_matrix-chart.ts";
import { gallery, note, type PageSection } from "../_page.ts";
import { table } from "../_table.ts";
import type { ReportContent, ReportSummary } from "../content.ts";

/** What was taken for what. */
export function classesSection({ evaluations }: ReportContent): PageSection {
  const section = { id: "classes", title: "Classes" };
  const overall = evaluations[0]?.overall;
  if (overall === undefined) {
    return { ...section, content: note("There is no confusion matrix without an evaluation.") };
  }
  const explained = "Numbers in the matrix are percentages of its row.";
  return {
    ...section,
    content: [gallery([confusionChart(overall), typesChart(overall)]), note(explained), classTable(overall)],
  };
}

/** How much of each cloud type was found. */
export function typesChart({ cloudTypes }: ReportSummary): Markup {
  const types = cloudTypes.map(({ name, recall }) => ({ name, value: recall, text: textOf(recall) }));
  return barChart(types, { title: "Share of each cloud type found as cloud" });
}

function textOf(recall: number | null): string {
  return recall === null ? "does not occur" : scoreText(recall);
}

/** Of the classes, or of cloud and no cloud. */
export function confusionChart({ classes, confusionMatrix, tp, fp, fn, tn }: ReportSummary): Markup {
  const options = { title: "Confusion matrix", rowsLabel: "truth", columnsLabel: "prediction" };
  if (classes !== undefined && confusionMatrix !== undefined) {
    return matrixChart(
      classes.map(({ name }) => name),
      confusionMatrix,
      options,
    );
  }
  const counts = [
    [tn, fp],
    [fn, tp],
  ];
  return matrixChart(["no cloud", "cloud"], counts, options);
}

function classTable({ classes, mean }: ReportSummary) {
  if (classes === undefined) return null;
  const rates = ["dice", "iou", "precision", "recall", "accuracy"] as const;
  const rows = classes.map((one) => [one.name, ...rates.map((rate) => scoreText(one[rate]))]);
  return table({
    caption: "Each class against all others",
    columns: [
      { title: "class" },
      ...["Dice", "IoU", "precision", "recall", "accuracy"].map((title) => ({ title, align: "right" as const })),
    ],
    rows: mean === undefined ? rows : [...rows, ["mean", ...rates.map((rate) => scoreText(mean[rate]))]],
  });
}
