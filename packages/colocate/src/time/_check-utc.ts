import { describeValue, isDate } from "../_describe.ts";
import { TimeError } from "../errors.ts";
import { dayNumber, monthLength } from "./_calendar.ts";
import { endsWithLeapSecond } from "./_leap-seconds.ts";
import type { UtcTime } from "./utc-time.ts";

/**
 * @param subject what is wrong, for the message
 * @throws TypeError for a time of another kind; TimeError unless every field is in its range
 */
export function checkUtcTime(utc: UtcTime, subject = "the time"): void {
  checkKind(utc, subject);
  const { year, month, day, hour, minute, second } = utc;
  checkField(subject, "year", year, 1, 9999);
  checkField(subject, "month", month, 1, 12);
  checkField(subject, "day", day, 1, monthLength(year, month));
  checkField(subject, "hour", hour, 0, 23);
  checkField(subject, "minute", minute, 0, 59);
  // Written so that NaN fails too.
  if (typeof second === "number" && second >= 0 && second < 60) return;
  if (typeof second === "number" && second >= 60 && second < 61) {
    if (hour === 23 && minute === 59 && endsWithLeapSecond(dayNumber(year, month, day))) return;
    throw new TimeError(
      `${subject} has second ${second}: expected below 60, for no leap second was inserted there (none is known before 1993)`,
    );
  }
  throw new TimeError(
    `${subject} has second ${describeValue(second)}: expected 0 to below 60, or below 61 in a leap second`,
  );
}

/** Other forms of a time are likely here: each is told which function reads it. */
function checkKind(utc: unknown, subject: string): void {
  if (typeof utc === "object" && utc !== null && !isDate(utc)) return;
  throw new TypeError(`${subject} is ${describeValue(utc)}: expected a UtcTime${readerOf(utc)}`);
}

function readerOf(time: unknown): string {
  if (isDate(time)) return ", as fromDate makes of a Date";
  if (typeof time === "string") return ", as parseTime makes of text";
  return typeof time === "number" ? ", as tai93ToUtc makes of TAI93" : "";
}

function checkField(subject: string, name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new TimeError(`${subject} has ${name} ${describeValue(value)}: expected ${least}..${most}`);
}
