import type { EpochMetrics } from "../../trainer/events.ts";
import { lineChart } from "../_chart.ts";
import { type Markup, markup } from "../_escape.ts";
import { bytesText, countText, durationText, numberText } from "../_format.ts";
import { gallery, note, type PageSection, tiles } from "../_page.ts";
import { table } from "../_table.ts";
import { thin } from "../_thin.ts";
import type { Facts, ReportContent } from "../content.ts";

/** Of so many starts the environment is told: the last ones. */
const mostStarts = 4;

/** How fast it was, and with what. */
export function speedSection({ epochs, environments }: ReportContent): PageSection {
  const speed = epochs.length === 0 ? note("There are no metrics of an epoch in the run.") : speedOf(epochs);
  const shown = environments.slice(-mostStarts);
  const earlier = environments.length - shown.length;
  const rest = earlier === 0 ? "" : note(`${countText(earlier, "earlier start")} left out.`);
  const environment =
    shown.length === 0 ? note("The run does not say what it was made with.") : [environmentTable(shown, earlier), rest];
  return { id: "speed", title: "Speed and environment", content: [speed, markup`<h3>Environment</h3>`, environment] };
}

function speedOf(epochs: readonly EpochMetrics[]): Markup {
  const seconds = sum(epochs.map((epoch) => epoch.seconds));
  const waiting = sum(epochs.map((epoch) => epoch.waiting * epoch.seconds)) / Math.max(seconds, 1e-9);
  const shown = tiles([
    { name: "Time of all epochs", value: durationText(seconds) },
    {
      name: "Images per second",
      value: rateText(median(epochs.map((epoch) => epoch.imagesPerSecond))),
      note: "median",
    },
    { name: "Waiting for data", value: `${numberText(100 * waiting, 1)} %`, note: "of the time" },
    {
      name: "Memory",
      value: bytesText(epochs.reduce((most, { memory }) => Math.max(most, memory), 0)),
      note: "at most, at ends of epochs",
    },
  ]);
  const points = thin(epochs).map((epoch) => ({ x: epoch.epoch, y: epoch.imagesPerSecond }));
  const most = Math.max(...points.map(({ y }) => y));
  const yRange = [0, most > 0 ? 1.1 * most : 1] as const;
  const options = { title: "Images per second", xLabel: "epoch", yLabel: "images per second", yRange, height: 200 };
  return markup`${shown}${gallery([lineChart([{ name: "images per second", points }], options)])}`;
}

function environmentTable(starts: readonly Facts[], earlier: number): Markup {
  const names = [...new Set(starts.flatMap((facts) => facts.map(([name]) => name)))];
  const values = starts.map((facts) => new Map(facts));
  const isOnly = earlier + starts.length === 1;
  return table({
    columns: [{ title: "" }, ...starts.map((_, i) => ({ title: isOnly ? "value" : `start ${earlier + i + 1}` }))],
    rows: names.map((name) => [name, ...values.map((facts) => facts.get(name) ?? null)]),
  });
}

function rateText(value: number): string {
  return numberText(value, value < 10 ? 2 : value < 100 ? 1 : 0);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
