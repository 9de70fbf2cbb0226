import { checkOptions } from "../_check-options.ts";
import { describeValue } from "../_describe.ts";
import { type ClockTime, toClockTime } from "./_clock.ts";
import { dayOfYear } from "./days.ts";
import type { UtcTime } from "./utc-time.ts";

/**
 * How a time is written:
 *
 * | style | text | found in |
 * |---|---|---|
 * | `iso` | `2008-06-03T01:28:10.000Z` | ISO 8601 |
 * | `archive` | `2008-06-03T01-28-10` | file names and attributes of ICARE |
 * | `dataset` | `2008-06-03 01:28:10` | `cal_par_datetime` of a dataset |
 * | `cloudsat` | `2008155012810` | file names of CloudSat: year, day of the year, time |
 * | `directory` | `2008/2008_06_03` | directories of ICARE and of a dataset |
 * | `dataset-day` | `2008_6_3` | `date_list` of a dataset |
 */
export type TimeStyle = "iso" | "archive" | "dataset" | "cloudsat" | "directory" | "dataset-day";

/** How {@link formatTime} writes a time. */
export interface FormatTimeOptions {
  /** The form of the text. @default "iso" */
  readonly style?: TimeStyle;
  /** Digits after the point of the second, 0 to 6; only in style `iso`, the others have none. @default 3 */
  readonly digits?: number;
}

const writers: Readonly<Record<TimeStyle, (time: ClockTime, digits: number) => string>> = {
  iso: (time: ClockTime, digits: number): string => `${dashed(time)}T${clock(time, ":")}${fraction(time, digits)}Z`,
  archive: (time: ClockTime): string => `${dashed(time)}T${clock(time, "-")}`,
  dataset: (time: ClockTime): string => `${dashed(time)} ${clock(time, ":")}`,
  cloudsat: (time: ClockTime): string => `${pad(time.year, 4)}${pad(dayOfYear(time), 3)}${clock(time, "")}`,
  directory: ({ year, month, day }: ClockTime): string => `${pad(year, 4)}/${pad(year, 4)}_${pad(month)}_${pad(day)}`,
  "dataset-day": ({ year, month, day }: ClockTime): string => `${pad(year, 4)}_${month}_${day}`,
};

/**
 * A time as text. Like a clock it shows the unit that has begun: digits that are not written are dropped, not rounded,
 * so that a time never reads as a later one. Before that the time is rounded to the microsecond, which takes away what
 * is only the noise of TAI93 in a double. Leap seconds read `:60`.
 *
 * @throws TimeError for times that do not exist; TypeError for a time of another kind (`fromDate` and `parseTime` read a
 * Date and text), TypeError or RangeError for wrong options
 * @example
 * ```ts
 * import { formatTime, parseTime } from "@atcs/colocate";
 *
 * const start = parseTime("2008-06-03T01-28-10ZD");
 * console.log(formatTime(start)); // 2008-06-03T01:28:10.000Z
 * console.log(formatTime(start, { style: "directory" })); // 2008/2008_06_03
 * ```
 */
export function formatTime(utc: UtcTime, options: FormatTimeOptions = {}): string {
  checkOptions("formatTime", options);
  const { style = "iso", digits } = options;
  if (!Object.hasOwn(writers, style)) {
    throw new TypeError(
      `formatTime: the style must be one of ${Object.keys(writers).join(", ")}, got ${describeValue(style)}`,
    );
  }
  if (digits !== undefined && style !== "iso") throw new TypeError(`formatTime: the style ${style} has no digits`);
  if (digits !== undefined && !(Number.isInteger(digits) && digits >= 0 && digits <= 6)) {
    throw new RangeError(`formatTime: digits must be an integer from 0 to 6, got ${describeValue(digits)}`);
  }
  return writers[style](toClockTime(utc), digits ?? 3);
}

function dashed({ year, month, day }: ClockTime): string {
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
}

function clock({ hour, minute, second }: ClockTime, separator: string): string {
  return [hour, minute, second].map((value) => pad(value)).join(separator);
}

function fraction({ microsecond }: ClockTime, digits: number): string {
  return digits === 0 ? "" : `.${pad(microsecond, 6).slice(0, digits)}`;
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, "0");
}
