import { eachDay } from "../time/days.ts";
import { tai93ToUtc, utcToTai93 } from "../time/tai93.ts";
import type { UtcTime } from "../time/utc-time.ts";
import { readMaxTimeOffset, type TimeOffsetOptions } from "./time-offset.ts";

/**
 * The days on which something within so many seconds of a time can lie, each as its midnight: one day, or two or more
 * near midnight. Their directories, which {@link granuleDirectory} names, are those to search for a granule.
 * @throws TimeError for a time that does not exist, or a window that reaches beyond 1993 to 9999; TypeError or
 * RangeError for wrong options
 * @example
 * ```ts
 * import { daysTouched, granuleDirectory, parseTime } from "@atcs/colocate";
 *
 * const days = daysTouched(parseTime("2008-06-03T00:05:00Z"), { maxTimeOffsetSec: 600 });
 * console.log(days.map((start) => granuleDirectory({ start }))); // [ '2008/2008_06_02', '2008/2008_06_03' ]
 * ```
 */
export function daysTouched(time: UtcTime, options: TimeOffsetOptions = {}): UtcTime[] {
  const maxTimeOffsetSec = readMaxTimeOffset("daysTouched", options);
  const center = utcToTai93(time);
  return eachDay(tai93ToUtc(center - maxTimeOffsetSec), tai93ToUtc(center + maxTimeOffsetSec));
}
