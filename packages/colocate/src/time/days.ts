import { dayNumber, midnight } from "./_calendar.ts";
import { checkUtcTime } from "./_check-utc.ts";
import type { UtcTime } from "./utc-time.ts";

/** Day of the year, 1 to 366. @throws TimeError for times that do not exist */
export function dayOfYear(utc: UtcTime): number {
  checkUtcTime(utc);
  return dayNumber(utc.year, utc.month, utc.day) - dayNumber(utc.year, 1, 1) + 1;
}

/**
 * Every day from the day of one time to the day of another, both included, each as its midnight.
 * @throws TimeError for times that do not exist; RangeError when `to` lies on an earlier day than `from`
 */
export function eachDay(from: UtcTime, to: UtcTime): UtcTime[] {
  checkUtcTime(from, "the first day");
  checkUtcTime(to, "the last day");
  const first = dayNumber(from.year, from.month, from.day);
  const count = dayNumber(to.year, to.month, to.day) - first + 1;
  if (count < 1) throw new RangeError(`eachDay: the last day lies ${1 - count} days before the first`);
  return Array.from({ length: count }, (_, i) => midnight(first + i));
}
