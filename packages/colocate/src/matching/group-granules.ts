import { describeValue } from "../_describe.ts";
import { tryParseGranuleName } from "../granule-names/parse-granule-name.ts";
import type { CaltrackName, GranuleName, ParasolName } from "../granule-names/types.ts";
import { roleOf } from "./_roles.ts";
import type { GranuleFile } from "./granule-file.ts";

/** What {@link groupGranules} finds, each in the order of the paths. */
export interface GranuleGroups {
  /** CALTRACK PAR-RB2. */
  readonly sync: GranuleFile<CaltrackName>[];
  /** CALTRACK CS-2B-CLDCLASS. */
  readonly cldclass: GranuleFile<CaltrackName>[];
  /** PARASOL level 1B. */
  readonly parasol: GranuleFile<ParasolName>[];
  /** Paths of everything else: other products, CloudSat's own granules among them, and files that are no granules. */
  readonly others: string[];
}

/**
 * The granules of a listing as {@link matchGranules} takes them, told apart by their names.
 * @param paths paths or names, of any files
 * @throws TypeError for what is no list of texts
 * @example
 * ```ts
 * import { groupGranules, matchGranules } from "@atcs/colocate";
 *
 * const granules = groupGranules([
 *   "CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf",
 *   "CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf",
 *   "POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5",
 *   "README.txt",
 * ]);
 * console.log(granules.others, matchGranules(granules).matches.length); // [ 'README.txt' ] 1
 * ```
 */
export function groupGranules(paths: readonly string[]): GranuleGroups {
  if (!Array.isArray(paths)) {
    throw new TypeError(`groupGranules: expected an array of paths, got ${describeValue(paths)}`);
  }
  const groups: GranuleGroups = { sync: [], cldclass: [], parasol: [], others: [] };
  for (const path of paths) addTo(groups, path, tryParseGranuleName(path));
  return groups;
}

function addTo(groups: GranuleGroups, path: string, nameParts: GranuleName | undefined): void {
  const role = nameParts && roleOf(nameParts);
  if (nameParts?.product === "PARASOL_L1B") groups.parasol.push({ path, nameParts });
  else if (nameParts?.product === "CALTRACK" && role === "sync") groups.sync.push({ path, nameParts });
  else if (nameParts?.product === "CALTRACK" && role === "cldclass") groups.cldclass.push({ path, nameParts });
  else groups.others.push(path);
}
