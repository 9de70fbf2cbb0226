import { dayNumber, midnight } from "./_calendar.ts";
import { checkUtcTime } from "./_check-utc.ts";
import { endsWithLeapSecond } from "./_leap-seconds.ts";
import type { UtcTime } from "./utc-time.ts";

/** What a clock shows: an instant of whole microseconds. `second` is 60 in a leap second. */
export interface ClockTime extends UtcTime {
  /** 0 to 999,999. */
  readonly microsecond: number;
}

/**
 * The instant rounded to the microsecond, all fields whole. TAI93 in a double is good to 0.1 microseconds: less than
 * that below a full second is the full second, which may be one of the next day.
 * @throws TimeError for times that do not exist, or where the last microsecond of the year 9999 is rounded up
 */
export function toClockTime(utc: UtcTime): ClockTime {
  checkUtcTime(utc);
  const rounded = Math.round(utc.second * 1e6);
  const second = Math.floor(rounded / 1e6);
  const microsecond = rounded - second * 1e6;
  if (second < 60) return { ...utc, second, microsecond };
  const day = dayNumber(utc.year, utc.month, utc.day);
  const minutes = utc.hour * 60 + utc.minute + 1;
  const lastMinute = minutes === 1440;
  if (second === 60 && lastMinute && endsWithLeapSecond(day)) return { ...utc, second, microsecond };
  const carried: UtcTime = lastMinute
    ? midnight(day + 1)
    : { ...utc, hour: Math.floor(minutes / 60), minute: minutes % 60, second: 0 };
  checkUtcTime(carried);
  return { ...carried, microsecond: 0 };
}
