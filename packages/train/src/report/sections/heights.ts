import type { HeightBinSummary } from "@atcs/dataset/metrics";
import { type ChartPoint, lineChart } from "../_chart.ts";
import type { Markup } from "../_escape.ts";
import { gallery, note, type PageSection } from "../_page.ts";
import type { ReportContent } from "../content.ts";

/** Skill and frequency of clouds by height, of the 3-D tasks. */
export function heightsSection(content: ReportContent): PageSection | undefined {
  const { evaluations, heightsKm, config } = content;
  if (config.task === "bin_seg_2d") return undefined;
  const section = { id: "heights", title: "By height" };
  const bins = evaluations[0]?.overall.heightBins;
  if (bins === undefined) return { ...section, content: note("There are no scores by height without an evaluation.") };
  const isKnown = heightsKm?.length === bins.length;
  const why = isKnown ? "" : note("Heights are only known from the dataset: bins are counted from the lowest one.");
  const heights = isKnown ? heightsKm : undefined;
  const charts = gallery([diceByHeight([{ name: "Dice", bins }], heights), cloudsByHeight(bins, heights)]);
  return { ...section, content: [charts, why] };
}

/** Scores of height bins, and of what they are. */
export interface NamedBins {
  readonly name: string;
  /** From the top. */
  readonly bins: readonly HeightBinSummary[];
}

/**
 * Dice against the height, of one prediction or several of the same labels.
 * @param heightsKm shape [K], where they are known
 */
export function diceByHeight(all: readonly NamedBins[], heightsKm: readonly number[] | undefined): Markup {
  // Dice is 1 where nothing is there and nothing was found, which says little of high and low bins.
  const dice = (bin: HeightBinSummary): number | null => (bin.tp + bin.fp + bin.fn === 0 ? null : bin.dice);
  const series = all.map(({ name, bins }) => ({ name, points: pointsOf(bins, dice, heightsKm) }));
  return lineChart(series, { ...tall(heightsKm), title: "Dice by height", xLabel: "Dice", xRange: [0, 1] });
}

/** How often there is a cloud, in truth and prediction, against the height. */
export function cloudsByHeight(bins: readonly HeightBinSummary[], heightsKm: readonly number[] | undefined): Markup {
  const series = [
    { name: "truth", points: pointsOf(bins, (bin) => shareOf(bin.tp + bin.fn, bin), heightsKm) },
    { name: "prediction", points: pointsOf(bins, (bin) => shareOf(bin.tp + bin.fp, bin), heightsKm) },
  ];
  const title = "Share of cloudy bins by height";
  return lineChart(series, { ...tall(heightsKm), title, xLabel: "share of known bins" });
}

function pointsOf(
  bins: readonly HeightBinSummary[],
  value: (bin: HeightBinSummary) => number | null,
  heightsKm: readonly number[] | undefined,
): ChartPoint[] {
  return bins.map((bin, i) => ({ x: value(bin), y: heightsKm?.[i] ?? bins.length - 1 - i }));
}

function shareOf(part: number, { tp, fp, fn, tn }: HeightBinSummary): number | null {
  const all = tp + fp + fn + tn;
  return all === 0 ? null : part / all;
}

function tall(heightsKm: readonly number[] | undefined): { readonly yLabel: string; readonly height: number } {
  return { yLabel: heightsKm === undefined ? "bin, from the lowest" : "height / km", height: 320 };
}
