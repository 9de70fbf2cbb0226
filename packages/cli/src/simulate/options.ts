import { formatTime, parseTime, type UtcTime } from "@atcs/colocate";
import type { ArchiveImperfections, SimulateArchiveOptions } from "@atcs/simulator";
import { InvalidArgumentError } from "commander";
import { UsageError } from "../errors.ts";

/** Options of `atcs simulate` as commander parsed them. */
export interface RawSimulateOptions {
  readonly out: string;
  readonly from: UtcTime;
  readonly to?: UtcTime;
  readonly granulesPerDay?: number;
  readonly latRange?: readonly [number, number];
  readonly seed: number;
  readonly withDefects?: boolean;
  readonly truth?: boolean;
  /** `true` without a rate. */
  readonly withGaps?: true | number;
  readonly workers?: number;
  readonly overwrite?: boolean;
}

/** The rates of imperfections that the simulator has, by name. */
export interface GapPresets {
  readonly none: ArchiveImperfections;
  readonly realistic: ArchiveImperfections;
}

/** What to simulate. @throws UsageError when the days are in the wrong order */
export function toArchiveOptions(raw: RawSimulateOptions, presets: GapPresets): SimulateArchiveOptions {
  const { from, to = from, withGaps, ...rest } = raw;
  if (dayText(to) < dayText(from)) {
    throw new UsageError(`--to ${dayText(to)} lies before --from ${dayText(from)}`);
  }
  return { ...rest, from, to, imperfections: imperfectionsOf(withGaps, presets) };
}

function imperfectionsOf(gaps: true | number | undefined, { none, realistic }: GapPresets): ArchiveImperfections {
  if (gaps === undefined) return none;
  if (gaps === true) return realistic;
  return Object.fromEntries(Object.keys(none).map((kind) => [kind, gaps])) as unknown as ArchiveImperfections;
}

/** The day of a time: 2008-06-03. */
export function dayText({ year, month, day }: UtcTime): string {
  // Of its midnight: the last instants of a day would be rounded to the next one.
  return formatTime({ year, month, day, hour: 0, minute: 0, second: 0 }).split("T")[0]!;
}

/** A directory: an empty text, such as that of a variable that is not set, is none. */
export function parseDirectory(text: string): string {
  if (text === "") throw new InvalidArgumentError("Expected the path of a directory.");
  return text;
}

export function parseDay(text: string): UtcTime {
  try {
    return parseTime(text);
  } catch {
    const found = /^\d{4}-\d{2}-\d{2}$/.test(text) ? "There is no such day. " : "";
    throw new InvalidArgumentError(`${found}Expected a day such as 2008-06-03.`);
  }
}

/** South and north: "-10,10". */
export function parseLatRange(text: string): readonly [number, number] {
  const parts = text.split(",");
  const [south = Number.NaN, north = Number.NaN] = parts.map(parseDecimal);
  if (parts.length !== 2 || !(south >= -90 && south < north && north <= 90)) {
    throw new InvalidArgumentError("Expected two latitudes from -90 to 90, south and north, such as -10,10.");
  }
  return [south, north];
}

/** A number from 0 to 1. */
export function parseRate(text: string): number {
  const rate = parseDecimal(text);
  if (!(rate >= 0 && rate <= 1)) throw new InvalidArgumentError("Expected a probability from 0 to 1.");
  return rate;
}

/** A whole number within limits. */
export function parseWhole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) {
      throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

function parseDecimal(text: string): number {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/.test(text) ? Number(text) : Number.NaN;
}
