import { type Corners, formatTime, type UtcTime } from "@atcs/colocate";
import { type ProfileTrack, usableProfiles } from "@atcs/dataset/granules";
import type { PairOptions } from "./pair.ts";
import { offsetSeconds } from "./warnings.ts";

/** The pair in numbers; members are those of the JSON output. */
export interface ColocationSummary {
  readonly parasol: string;
  readonly cldclass: string;
  readonly sync?: string;
  readonly parasol_start: string | null;
  /** Beginning of acquisition by the sync granule, else by the CLDCLASS granule. */
  readonly profiles_start: string | null;
  /** PARASOL minus profiles. */
  readonly start_offset_s: number | null;
  readonly min_views: number;
  readonly profiles: number;
  /** Profiles with coordinates on Earth. */
  readonly valid_profiles: number;
  readonly enclosed: number;
  readonly mean_distance_m: number | null;
  readonly max_distance_m: number | null;
  readonly max_time_offset_s: number;
  /** Valid profiles whose time difference is known and within that; only with a sync granule that has them. */
  readonly within_time_offset?: number;
  /** Also on standard error. */
  readonly warnings: readonly string[];
}

/** What a summary is made of. */
export interface SummaryParts {
  readonly track: ProfileTrack;
  readonly corners: Corners;
  readonly starts: { readonly parasol: UtcTime | undefined; readonly profiles: UtcTime | undefined };
  readonly timeDifferenceSec: Float32Array | undefined;
  readonly warnings: readonly string[];
}

/** Count and average. */
export function summarise(
  { parasol, cldclass, sync, minViews, maxTimeOffsetSec }: PairOptions,
  { track, corners, starts, timeDifferenceSec, warnings }: SummaryParts,
): ColocationSummary {
  const { enclosed, distancesM } = corners;
  const ofEnclosed = distancesM.filter((_, i) => enclosed[i >> 2] === 1);
  return {
    parasol,
    cldclass,
    ...(sync === undefined ? {} : { sync }),
    parasol_start: timeText(starts.parasol),
    profiles_start: timeText(starts.profiles),
    start_offset_s: offsetSeconds(starts.parasol, starts.profiles) ?? null,
    min_views: minViews,
    profiles: track.count,
    valid_profiles: sum(track.valid),
    enclosed: sum(enclosed),
    mean_distance_m: ofEnclosed.length === 0 ? null : sum(ofEnclosed) / ofEnclosed.length,
    max_distance_m: ofEnclosed.length === 0 ? null : ofEnclosed.reduce((a, b) => Math.max(a, b)),
    max_time_offset_s: maxTimeOffsetSec,
    ...(timeDifferenceSec === undefined
      ? {}
      : { within_time_offset: sum(usableProfiles(track, { timeDifferenceSec, maxTimeOffsetSec })) }),
    warnings,
  };
}

function timeText(time: UtcTime | undefined): string | null {
  return time === undefined ? null : formatTime(time, { digits: 0 });
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
