import type { CaltrackName, ParasolName } from "../granule-names/types.ts";
import { formatTime } from "../time/format-time.ts";
import type { UtcTime } from "../time/utc-time.ts";
import { checkMaxTimeOffset, defaultMaxTimeOffset } from "./_max-time-offset.ts";
import { compareText, halfOrbitKey, newestFirst } from "./_order.ts";
import type { GranuleFile } from "./granule-file.ts";
import { type NearestGranule, nearestFinder } from "./nearest-in-time.ts";
import { pairByToken } from "./pair-by-token.ts";

/** A sync granule; `begin` is its beginning of acquisition if the file was asked, else the start in its name counts. */
export interface SyncFile extends GranuleFile<CaltrackName> {
  readonly begin?: UtcTime;
}

/** The granules to match, each list in any order. */
export interface GranuleLists<Sync, Cldclass, Parasol> {
  /** CALTRACK PAR-RB2: each names one half orbit. */
  readonly sync: readonly Sync[];
  /** CALTRACK CS-2B-CLDCLASS. */
  readonly cldclass: readonly Cldclass[];
  readonly parasol: readonly Parasol[];
}

export interface MatchGranulesOptions {
  /** Largest difference of the beginnings of acquisition, seconds from 0. @default 600 */
  readonly maxTimeOffset?: number;
}

/** The three granules of one half orbit. */
export interface GranuleMatch<Sync, Cldclass, Parasol> {
  readonly sync: Sync;
  readonly cldclass: Cldclass;
  readonly parasol: Parasol;
  /** Seconds from the sync granule's beginning to the PARASOL granule's start. */
  readonly timeOffset: number;
}

/** A sync granule without a match. */
export interface UnmatchedGranule<Sync> {
  readonly sync: Sync;
  /** `superseded`: another file of the same half orbit was taken. */
  readonly reason: "no-cldclass" | "no-parasol" | "superseded";
  /** The reason as a sentence, with its numbers. */
  readonly message: string;
}

/** What {@link matchGranules} finds, both in the order of the tokens, that is of time. */
export interface GranuleMatches<Sync, Cldclass, Parasol> {
  readonly matches: readonly GranuleMatch<Sync, Cldclass, Parasol>[];
  readonly unmatched: readonly UnmatchedGranule<Sync>[];
}

/**
 * The three granules of every half orbit: the CLDCLASS granule has the sync granule's date-time token (as in
 * `pairByToken`), the PARASOL granule is the one that starts nearest to the sync granule's beginning of acquisition (as
 * in `nearestInTime`). The result does not depend on the order of the lists.
 * @throws TimeError for times that do not exist or are before 1993; RangeError for a wrong option
 * @example
 * ```ts
 * import { granuleFile, matchGranules } from "@atcs/colocate";
 *
 * const { matches } = matchGranules({
 *   sync: [granuleFile("CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf", "CALTRACK")],
 *   cldclass: [granuleFile("CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf", "CALTRACK")],
 *   parasol: [granuleFile("POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5", "PARASOL_L1B")],
 * });
 * console.log(matches[0]?.timeOffset); // -30
 * ```
 */
export function matchGranules<
  Sync extends SyncFile,
  Cldclass extends GranuleFile<CaltrackName>,
  Parasol extends GranuleFile<ParasolName>,
>(
  lists: GranuleLists<Sync, Cldclass, Parasol>,
  { maxTimeOffset = defaultMaxTimeOffset }: MatchGranulesOptions = {},
): GranuleMatches<Sync, Cldclass, Parasol> {
  checkMaxTimeOffset("matchGranules", maxTimeOffset);
  const { pairs, unpaired, superseded } = pairByToken(lists.sync, lists.cldclass);
  const nearest = nearestFinder(lists.parasol);
  const matches: GranuleMatch<Sync, Cldclass, Parasol>[] = [];
  const unmatched: UnmatchedGranule<Sync>[] = [...unpaired.map(withoutPartner), ...superseded.map(replaced)];
  for (const pair of pairs) {
    const begin = pair.sync.begin ?? pair.sync.granule.start;
    const found = nearest(begin);
    if (found && Math.abs(found.timeOffset) <= maxTimeOffset) {
      matches.push({ ...pair, parasol: found.file, timeOffset: found.timeOffset });
    } else {
      unmatched.push(withoutImage(pair.sync, begin, found, maxTimeOffset));
    }
  }
  return { matches, unmatched: unmatched.sort(byTime) };
}

function withoutPartner<Sync extends SyncFile>(sync: Sync): UnmatchedGranule<Sync> {
  return { sync, reason: "no-cldclass", message: `no CLDCLASS granule has the token ${sync.granule.token}` };
}

function replaced<Sync extends SyncFile>(sync: Sync): UnmatchedGranule<Sync> {
  return { sync, reason: "superseded", message: `another file with the token ${sync.granule.token} was taken` };
}

function withoutImage<Sync extends SyncFile>(
  sync: Sync,
  begin: UtcTime,
  found: NearestGranule<GranuleFile> | undefined,
  maxTimeOffset: number,
): UnmatchedGranule<Sync> {
  const missing = `no PARASOL granule starts within ${maxTimeOffset} s of ${formatTime(begin)}`;
  const distance = found && Number(Math.abs(found.timeOffset).toFixed(3));
  return { sync, reason: "no-parasol", message: found ? `${missing}; the nearest is ${distance} s away` : missing };
}

function byTime(a: UnmatchedGranule<SyncFile>, b: UnmatchedGranule<SyncFile>): number {
  return compareText(halfOrbitKey(a.sync.granule), halfOrbitKey(b.sync.granule)) || newestFirst(a.sync, b.sync);
}
