import { quote } from "../_quote.ts";
import type { CaltrackName } from "../granule-names/types.ts";
import { formatTime } from "../time/format-time.ts";
import type { UtcTime } from "../time/utc-time.ts";
import type { GranuleFile } from "./granule-file.ts";
import type { NearestGranule } from "./nearest-in-time.ts";

/** A sync granule without a match. */
export interface UnmatchedGranule<Sync> {
  readonly sync: Sync;
  /**
   * `no-cldclass`: no CLDCLASS granule has its token and spacing of profiles. `no-parasol`: no PARASOL granule is near
   * enough in time. `superseded`: another file of the same half orbit was taken.
   */
  readonly reason: "no-cldclass" | "no-parasol" | "superseded";
  /** The reason as a sentence, with its numbers. */
  readonly message: string;
}

type CaltrackFile = GranuleFile<CaltrackName>;

/** @param cldclass all CLDCLASS granules, for some may have the token but another spacing of profiles */
export function withoutPartners<Sync extends CaltrackFile>(
  unpaired: readonly Sync[],
  cldclass: readonly CaltrackFile[],
): UnmatchedGranule<Sync>[] {
  const spacings = new Map<string, string[]>();
  for (const { nameParts } of cldclass) {
    const { token, resolution } = nameParts;
    const known = spacings.get(token) ?? [];
    if (!known.includes(resolution)) spacings.set(token, [...known, resolution].sort());
  }
  return unpaired.map((sync) => {
    const { token, resolution } = sync.nameParts;
    const others = spacings.get(token);
    const message = others
      ? `the CLDCLASS granules of the token ${token} have profiles every ${others.join(" and ")}: expected ${resolution}`
      : `no CLDCLASS granule has the token ${token}`;
    return { sync, reason: "no-cldclass", message };
  });
}

/** @param taken the file that was taken in its place */
export function replaced<Sync extends CaltrackFile>(sync: Sync, taken: Sync): UnmatchedGranule<Sync> {
  const message = `another file with the token ${sync.nameParts.token} was taken: ${quote(taken.path)}`;
  return { sync, reason: "superseded", message };
}

/** @param found the nearest granule, which is too far away */
export function withoutImage<Sync extends CaltrackFile>(
  sync: Sync,
  start: UtcTime,
  found: NearestGranule<GranuleFile> | undefined,
  maxTimeOffsetSec: number,
): UnmatchedGranule<Sync> {
  const missing = `no PARASOL granule starts within ${maxTimeOffsetSec} s of ${formatTime(start)}`;
  const distance = found && Number(Math.abs(found.timeOffsetSec).toFixed(3));
  return { sync, reason: "no-parasol", message: found ? `${missing}; the nearest is ${distance} s away` : missing };
}
