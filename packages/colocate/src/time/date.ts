import { describeValue, isDate } from "../_describe.ts";
import { TimeError } from "../errors.ts";
import { dayNumber } from "./_calendar.ts";
import { checkUtcTime } from "./_check-utc.ts";
import { toClockTime } from "./_clock.ts";
import type { UtcTime } from "./utc-time.ts";

/**
 * The JavaScript date of a time, to the millisecond that has begun (as in `formatTime`).
 * @throws TimeError inside a leap second, which a date cannot hold, and for times that do not exist
 */
export function toDate(utc: UtcTime): Date {
  const { year, month, day, hour, minute, second, microsecond } = toClockTime(utc);
  if (second >= 60) {
    throw new TimeError(
      `the time lies in the leap second at the end of ${year}-${month}-${day}: a JavaScript date cannot hold it`,
    );
  }
  const seconds = (dayNumber(year, month, day) * 24 + hour) * 3600 + minute * 60 + second;
  return new Date(seconds * 1000 + Math.floor(microsecond / 1000));
}

/**
 * The UTC fields of a JavaScript date.
 * @throws TypeError for anything else; TimeError for an invalid date, or outside of the years 1 to 9999
 */
export function fromDate(date: Date): UtcTime {
  if (!isDate(date)) throw new TypeError(`fromDate: expected a Date, got ${describeValue(date)}`);
  const utc: UtcTime = {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: (date.getUTCSeconds() * 1000 + date.getUTCMilliseconds()) / 1000,
  };
  checkUtcTime(utc, "the date");
  return utc;
}
