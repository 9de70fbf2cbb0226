import { describeValue } from "../_describe.ts";
import { TimeError } from "../errors.ts";
import { dayNumber, midnight } from "./_calendar.ts";
import { checkUtcTime } from "./_check-utc.ts";
import { epochDay, leapSecondsAt, leapSecondsUntilDay } from "./_leap-seconds.ts";
import type { UtcTime } from "./utc-time.ts";

const secondsPerDay = 86_400;

/** TAI93 of the end of the year 9999, with every leap second that is known. */
const end = (dayNumber(10_000, 1, 1) - epochDay) * secondsPerDay + leapSecondsUntilDay(Number.POSITIVE_INFINITY);

/**
 * UTC of a time in TAI93: SI seconds elapsed since 1993-01-01T00:00:00 UTC, leap seconds counted, as in the Time of the
 * CALTRACK products. Instants inside a leap second have second 60. Exact: no fraction is rounded.
 *
 * Leap seconds are known up to now; the one of 2017-01-01 was the last.
 *
 * @throws TimeError for times before 1993, whose leap seconds the definition does not cover, after the year 9999, or
 * not finite; TypeError for what is no number
 * @example
 * ```ts
 * import { formatTime, tai93ToUtc } from "@atcs/colocate";
 *
 * console.log(formatTime(tai93ToUtc(504921606.5))); // 2008-12-31T23:59:60.500Z
 * ```
 */
export function tai93ToUtc(tai93: number): UtcTime {
  if (typeof tai93 !== "number") {
    throw new TypeError(`tai93ToUtc: expected a number of seconds, got ${describeValue(tai93)}`);
  }
  if (!(tai93 >= 0 && tai93 < end)) {
    throw new TimeError(`TAI93 is ${tai93} s: expected a number from 0 (1993-01-01) to below ${end} (the year 10000)`);
  }
  const { count, inside } = leapSecondsAt(tai93);
  const whole = Math.floor(tai93);
  // As on a clock that has no leap seconds: it shows 23:59:59 until the end of one.
  const elapsed = whole - count;
  const ofDay = elapsed % secondsPerDay;
  return {
    ...midnight(epochDay + (elapsed - ofDay) / secondsPerDay),
    hour: Math.floor(ofDay / 3600),
    minute: Math.floor(ofDay / 60) % 60,
    second: (ofDay % 60) + (inside ? 1 : 0) + (tai93 - whole),
  };
}

/**
 * TAI93 of an instant of UTC: SI seconds elapsed since 1993-01-01T00:00:00 UTC, leap seconds counted. The difference of
 * two of them is the time that passed. A double holds it to 0.1 microseconds.
 * @throws TimeError for times that do not exist, and for those before 1993; TypeError for a time of another kind
 * (`fromDate` and `parseTime` read a Date and text)
 */
export function utcToTai93(utc: UtcTime): number {
  checkUtcTime(utc);
  const day = dayNumber(utc.year, utc.month, utc.day);
  if (day < epochDay) {
    throw new TimeError(
      `the time has year ${utc.year}: expected 1993 or later, for TAI93 does not cover what is before`,
    );
  }
  const minutes = utc.hour * 60 + utc.minute;
  return (day - epochDay) * secondsPerDay + minutes * 60 + leapSecondsUntilDay(day) + utc.second;
}
