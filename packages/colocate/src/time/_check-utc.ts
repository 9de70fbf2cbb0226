import { TimeError } from "../errors.ts";
import { dayNumber, monthLength } from "./_calendar.ts";
import { endsWithLeapSecond } from "./_leap-seconds.ts";
import type { UtcTime } from "./utc-time.ts";

/**
 * @param subject what is wrong, for the message
 * @throws TimeError unless every field is in its range
 */
export function checkUtcTime(utc: UtcTime, subject = "the time"): void {
  const { year, month, day, hour, minute, second } = utc;
  checkField(subject, "year", year, 1, 9999);
  checkField(subject, "month", month, 1, 12);
  checkField(subject, "day", day, 1, monthLength(year, month));
  checkField(subject, "hour", hour, 0, 23);
  checkField(subject, "minute", minute, 0, 59);
  // Written so that NaN fails too.
  if (second >= 0 && second < 60) return;
  if (second >= 60 && second < 61) {
    if (hour === 23 && minute === 59 && endsWithLeapSecond(dayNumber(year, month, day))) return;
    throw new TimeError(
      `${subject} has second ${second}: expected below 60, for no leap second was inserted there (none is known before 1993)`,
    );
  }
  throw new TimeError(`${subject} has second ${second}: expected 0 to below 60, or below 61 in a leap second`);
}

function checkField(subject: string, name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new TimeError(`${subject} has ${name} ${value}: expected ${least}..${most}`);
}
