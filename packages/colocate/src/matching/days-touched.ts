import { daysBetween } from "../time/days.ts";
import { tai93ToUtc, utcToTai93 } from "../time/tai93.ts";
import type { UtcTime } from "../time/utc-time.ts";
import { checkMaxTimeOffset, defaultMaxTimeOffset } from "./_max-time-offset.ts";

/**
 * The days on which something within so many seconds of a time can lie, each as its midnight: the directories to
 * search for a granule. One day, or two or more near midnight.
 * @param maxTimeOffset seconds on either side
 * @throws TimeError for a time that does not exist, or a window that reaches beyond 1993 to 9999; RangeError
 */
export function daysTouched(time: UtcTime, maxTimeOffset: number = defaultMaxTimeOffset): UtcTime[] {
  checkMaxTimeOffset("daysTouched", maxTimeOffset);
  const center = utcToTai93(time);
  return daysBetween(tai93ToUtc(center - maxTimeOffset), tai93ToUtc(center + maxTimeOffset));
}
