import { describeValue } from "../_describe.ts";
import type { CaltrackName, ParasolName } from "../granule-names/types.ts";
import type { UtcTime } from "../time/utc-time.ts";
import { compareText, halfOrbitKey, newestFirst } from "./_order.ts";
import { checkRole } from "./_roles.ts";
import type { GranuleFile } from "./granule-file.ts";
import { nearestFinder } from "./nearest-in-time.ts";
import { pairChecked } from "./pair-by-token.ts";
import { readMaxTimeOffset, type TimeOffsetOptions } from "./time-offset.ts";
import { replaced, type UnmatchedGranule, withoutImage, withoutPartners } from "./unmatched.ts";

/** A sync granule; `start` is its beginning of acquisition if the file was asked, else the start in its name counts. */
export interface SyncFile extends GranuleFile<CaltrackName> {
  readonly start?: UtcTime;
}

/** The granules to match, each list in any order. */
export interface GranuleLists<Sync, Cldclass, Parasol> {
  /** CALTRACK PAR-RB2: each names one half orbit. */
  readonly sync: readonly Sync[];
  /** CALTRACK CS-2B-CLDCLASS. */
  readonly cldclass: readonly Cldclass[];
  /** PARASOL level 1B. */
  readonly parasol: readonly Parasol[];
}

/** How {@link matchGranules} matches; the offset is between the beginnings of acquisition. */
export interface MatchGranulesOptions extends TimeOffsetOptions {}

/** The three granules of one half orbit. */
export interface GranuleMatch<Sync, Cldclass, Parasol> {
  readonly sync: Sync;
  readonly cldclass: Cldclass;
  readonly parasol: Parasol;
  /** Seconds from the sync granule's beginning to the PARASOL granule's start. */
  readonly timeOffsetSec: number;
}

/** What {@link matchGranules} finds, both in the order of the tokens, that is of time. */
export interface GranuleMatches<Sync, Cldclass, Parasol> {
  readonly matches: readonly GranuleMatch<Sync, Cldclass, Parasol>[];
  readonly unmatched: readonly UnmatchedGranule<Sync>[];
}

/**
 * The three granules of every half orbit: the CLDCLASS granule has the sync granule's date-time token (as in
 * `pairByToken`), the PARASOL granule is the one that starts nearest to the sync granule's beginning of acquisition (as
 * in `nearestInTime`). The result does not depend on the order of the lists; `groupGranules` makes them of paths.
 * @throws GranuleNameError for a granule of another product than its list is of; TimeError for times that do not exist
 * or are before 1993; TypeError or RangeError for wrong arguments
 * @example
 * ```ts
 * import { granuleFile, matchGranules } from "@atcs/colocate";
 *
 * const { matches } = matchGranules({
 *   sync: [granuleFile("CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf", "CALTRACK")],
 *   cldclass: [granuleFile("CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf", "CALTRACK")],
 *   parasol: [granuleFile("POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5", "PARASOL_L1B")],
 * });
 * console.log(matches[0]?.timeOffsetSec); // -30
 * ```
 */
export function matchGranules<
  Sync extends SyncFile,
  Cldclass extends GranuleFile<CaltrackName>,
  Parasol extends GranuleFile<ParasolName>,
>(
  lists: GranuleLists<Sync, Cldclass, Parasol>,
  options: MatchGranulesOptions = {},
): GranuleMatches<Sync, Cldclass, Parasol> {
  const maxTimeOffsetSec = readMaxTimeOffset("matchGranules", options);
  checkLists(lists);
  const { pairs, unpaired, superseded } = pairChecked(lists.sync, lists.cldclass);
  const nearest = nearestFinder(lists.parasol);
  const matches: GranuleMatch<Sync, Cldclass, Parasol>[] = [];
  const unmatched: UnmatchedGranule<Sync>[] = [
    ...withoutPartners(unpaired, lists.cldclass),
    ...superseded.map(({ sync, taken }) => replaced(sync, taken)),
  ];
  for (const pair of pairs) {
    const start = pair.sync.start ?? pair.sync.nameParts.start;
    const found = nearest(start);
    if (found && Math.abs(found.timeOffsetSec) <= maxTimeOffsetSec) {
      matches.push({ ...pair, parasol: found.file, timeOffsetSec: found.timeOffsetSec });
    } else {
      unmatched.push(withoutImage(pair.sync, start, found, maxTimeOffsetSec));
    }
  }
  return { matches, unmatched: unmatched.sort(byTime) };
}

function checkLists(lists: GranuleLists<SyncFile, GranuleFile, GranuleFile>): void {
  if (typeof lists !== "object" || lists === null) {
    throw new TypeError(`matchGranules: expected lists of sync, cldclass and parasol, got ${describeValue(lists)}`);
  }
  checkRole("matchGranules", "sync", lists.sync);
  checkRole("matchGranules", "cldclass", lists.cldclass);
  checkRole("matchGranules", "parasol", lists.parasol);
}

function byTime(a: UnmatchedGranule<SyncFile>, b: UnmatchedGranule<SyncFile>): number {
  return compareText(halfOrbitKey(a.sync.nameParts), halfOrbitKey(b.sync.nameParts)) || newestFirst(a.sync, b.sync);
}
