import type { ChannelStatistics, Statistics } from "@atcs/dataset";
import { escapeControls } from "../format/escape.ts";
import type { JsonValue } from "../format/json.ts";
import { countText } from "../format/value.ts";
import type { StatsSummary } from "./compute-stats.ts";
import { summaryLines } from "./summary-lines.ts";

/** All channels of a field together. */
export interface FieldStatistics {
  readonly field: string;
  readonly channels: number;
  /** Valid values. */
  readonly count: number;
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
}

/** What `atcs stats` prints for people: the fields, each with all its channels together. */
export function* statsText({ dataset, split, instances, statistics, file }: StatsSummary): Generator<string> {
  const { channels, transform } = statistics;
  const fields = fieldStatistics(statistics);
  const empty = channels.filter(({ count }) => count === 0).length;
  yield* summaryLines([
    ["dataset", dataset],
    ["split", `${split}, ${countText(instances, "training instance")}`],
    ["channels", `${channels.length} of ${countText(fields.length, "field")}`],
    ...(empty === 0 ? [] : [["", emptyText(empty)] as const]),
    ["values", `${clipTexts[String(transform.clip)]}, ${angleTexts[transform.angles]}`],
    ["written", file],
  ]);
  yield "\n";
  yield* table(fields);
}

function emptyText(count: number): string {
  const [has, is] = count === 1 ? ["has", "is"] : ["have", "are"];
  return `${countText(count, "channel")} ${has} no value in the training set, and ${is} not normalised`;
}

const clipTexts: Readonly<Record<string, string>> = {
  physical: "reflectances clipped to [0, 1.5], Q and U to [-1, 1]",
  published: "reflectances, Q and U clipped to [0, 1]",
  false: "not clipped",
};

const angleTexts: Readonly<Record<Statistics["transform"]["angles"], string>> = {
  default: "sine of zenith angles, cosine of phi",
  sincos: "sine and cosine of angles",
  raw: "angles in degrees",
};

function* table(fields: readonly FieldStatistics[]): Generator<string> {
  const rows = [
    ["field", "values", "mean", "std", "min", "max"],
    ...fields.map(({ field, count, ...rest }) => [
      escapeControls(field),
      String(count),
      ...[rest.mean, rest.std, rest.min, rest.max].map((value) => (count === 0 ? "-" : shortNumber(value))),
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) {
    const cells = row.map((text, column) => (column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!)));
    yield `${cells.join("  ").trimEnd()}\n`;
  }
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** The statistics of each field, of all its channels. */
export function fieldStatistics({ channels }: Pick<Statistics, "channels">): FieldStatistics[] {
  const byField = new Map<string, ChannelStatistics[]>();
  for (const channel of channels) {
    const own = byField.get(channel.field);
    if (own === undefined) byField.set(channel.field, [channel]);
    else own.push(channel);
  }
  return [...byField].map(([field, all]) => {
    const own = all.filter(({ count }) => count > 0);
    const count = own.reduce((sum, channel) => sum + channel.count, 0);
    if (count === 0) return { field, channels: all.length, count, mean: 0, std: 0, min: 0, max: 0 };
    const mean = own.reduce((sum, channel) => sum + channel.count * channel.mean, 0) / count;
    const squares = own.reduce((sum, { count: n, std, mean: one }) => sum + n * (std ** 2 + (one - mean) ** 2), 0);
    return {
      field,
      channels: all.length,
      count,
      mean,
      std: Math.sqrt(squares / count),
      min: Math.min(...own.map(({ min }) => min)),
      max: Math.max(...own.map(({ max }) => max)),
    };
  });
}

/** What `atcs stats --json` prints. */
export function statsJson({ statistics, ...rest }: StatsSummary): JsonValue {
  const fields = fieldStatistics(statistics).map((field) => ({ ...field }));
  return { ...rest, channels: statistics.channels.length, transform: { ...statistics.transform }, fields };
}
