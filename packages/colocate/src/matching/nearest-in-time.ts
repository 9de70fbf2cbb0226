import { utcToTai93 } from "../time/tai93.ts";
import type { UtcTime } from "../time/utc-time.ts";
import { newestFirst } from "./_order.ts";
import { checkFiles } from "./_roles.ts";
import type { GranuleFile } from "./granule-file.ts";
import { readMaxTimeOffset, type TimeOffsetOptions } from "./time-offset.ts";

/** A granule near a time. */
export interface NearestGranule<File> {
  readonly file: File;
  /** Seconds from the time to the granule's start; negative when the granule starts before. */
  readonly timeOffsetSec: number;
}

/**
 * The granule that starts nearest to a time, in SI seconds (leap seconds count). Of two as near the earlier is taken,
 * of several with the same start the newest version, then the first by path.
 * @param options granules farther away than `maxTimeOffsetSec` are not taken, one exactly as far is
 * @returns undefined when there is none within `maxTimeOffsetSec`
 * @throws TimeError for times that do not exist or are before 1993; TypeError or RangeError for wrong arguments
 */
export function nearestInTime<File extends GranuleFile>(
  target: UtcTime,
  candidates: readonly File[],
  options: TimeOffsetOptions = {},
): NearestGranule<File> | undefined {
  const maxTimeOffsetSec = readMaxTimeOffset("nearestInTime", options);
  checkFiles("nearestInTime", "candidates", candidates);
  const nearest = nearestFinder(candidates)(target);
  return nearest && Math.abs(nearest.timeOffsetSec) <= maxTimeOffsetSec ? nearest : undefined;
}

/**
 * {@link nearestInTime} without a limit, for many searches: the candidates are sorted once.
 * @throws TimeError, when it is made for the candidates and when it is called for the target
 */
export function nearestFinder<File extends GranuleFile>(
  candidates: readonly File[],
): (target: UtcTime) => NearestGranule<File> | undefined {
  const sorted = candidates
    .map((file) => ({ file, start: utcToTai93(file.nameParts.start) }))
    .sort((a, b) => a.start - b.start || newestFirst(a.file, b.file))
    .filter(({ start }, i, all) => start !== all[i - 1]?.start);
  return (target) => {
    const time = utcToTai93(target);
    const index = firstNotBefore(sorted, time);
    const before = sorted[index - 1];
    const after = sorted[index];
    const chosen = before && (!after || time - before.start <= after.start - time) ? before : after;
    return chosen && { file: chosen.file, timeOffsetSec: chosen.start - time };
  };
}

function firstNotBefore(sorted: readonly { readonly start: number }[], time: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.start < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
