import { describeValue } from "../_describe.ts";
import { quote } from "../_quote.ts";
import { TimeError } from "../errors.ts";
import { dayNumber, midnight, yearLength } from "./_calendar.ts";
import { checkUtcTime } from "./_check-utc.ts";
import type { UtcTime } from "./utc-time.ts";

const spellings =
  "2008-06-03T01-28-10, the same with Z, ZD or ZN, 2008-06-03T01:28:10.000Z, 2008-06-03 01:28:10, 20080603T012810Z, " +
  "2008155012810 (day of the year), 2008-06-03, 2008_06_03 or 2008_6_3";

const fractionAndZone = String.raw`(?:\.(\d+))?(?:Z[DN]?)?`;
const separated = new RegExp(
  String.raw`^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d)(?:-(\d\d)-|:(\d\d):)(\d\d)${fractionAndZone})?$`,
);
const compact = new RegExp(String.raw`^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)${fractionAndZone}$`);
const underscored = /^(\d{4})_(\d\d?)_(\d\d?)$/;
const cloudsat = /^(\d{4})(\d{3})(\d\d)(\d\d)(\d\d)$/;

/**
 * The time that a text of the archive states; all of them are UTC. Read are
 *
 * - `2008-06-03T01-28-10` of file names and attributes, with or without `Z`, `ZD` (day) or `ZN` (night);
 * - `2008-06-03T01:28:10Z`, `2008-06-03 01:28:10`, `20080603T012810Z`;
 * - `2008155012810` of CloudSat: year, day of the year, time;
 * - days alone, which mean their beginning: `2008-06-03`, `2008_06_03`, `2008_6_3`.
 *
 * Seconds may have a fraction (digits beyond the ninth are dropped), and NUL characters and blanks may follow, as they
 * pad the attributes of HDF4. Second 60 is read where a leap second was inserted.
 *
 * @throws TimeError for any other text, and for a day or time that does not exist; TypeError for what is no text
 */
export function parseTime(text: string): UtcTime {
  if (typeof text !== "string") throw new TypeError(`parseTime: expected text, got ${describeValue(text)}`);
  const trimmed = withoutPadding(text);
  const utc = readCalendarTime(trimmed) ?? readOrdinalTime(trimmed, text);
  if (utc === undefined) throw new TimeError(`${quote(text)} is not a time: expected one of ${spellings}`);
  checkUtcTime(utc, `the time ${quote(text)}`);
  return utc;
}

function readCalendarTime(text: string): UtcTime | undefined {
  const match = underscored.exec(text);
  if (match) return { ...readDate(match), hour: 0, minute: 0, second: 0 };
  const spread = separated.exec(text);
  if (spread) {
    const [, , , , hour = "0", dashed, colon, second = "0", fraction] = spread;
    return { ...readDate(spread), ...readClock(hour, dashed ?? colon ?? "0", second, fraction) };
  }
  const dense = compact.exec(text);
  if (!dense) return undefined;
  const [, , , , hour, minute, second, fraction] = dense;
  return { ...readDate(dense), ...readClock(hour!, minute!, second!, fraction) };
}

/** Year and day of the year; the day is checked here, because it vanishes in the calendar's day. */
function readOrdinalTime(trimmed: string, text: string): UtcTime | undefined {
  const match = cloudsat.exec(trimmed);
  if (!match) return undefined;
  const [, year, ordinal, hour, minute, second] = match;
  const days = Number(ordinal);
  const length = yearLength(Number(year));
  if (days < 1 || days > length) {
    throw new TimeError(`the time ${quote(text)} has day ${days} of the year ${year}: expected 1..${length}`);
  }
  const first = dayNumber(Number(year), 1, 1);
  return { ...midnight(first + days - 1), ...readClock(hour!, minute!, second!, undefined) };
}

function readDate([, year, month, day]: RegExpExecArray): Pick<UtcTime, "year" | "month" | "day"> {
  return { year: Number(year), month: Number(month), day: Number(day) };
}

function readClock(
  hour: string,
  minute: string,
  second: string,
  fraction = "",
): Pick<UtcTime, "hour" | "minute" | "second"> {
  // Nine digits cannot round up to the next second.
  return { hour: Number(hour), minute: Number(minute), second: Number(`${second}.${fraction.slice(0, 9)}`) };
}

function withoutPadding(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === "\0" || text[end - 1] === " ")) end--;
  return text.slice(0, end);
}
