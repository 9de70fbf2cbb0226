import type { CaltrackName } from "../granule-names/types.ts";
import { compareText, halfOrbitKey, newestFirst } from "./_order.ts";
import { checkRole } from "./_roles.ts";
import type { GranuleFile } from "./granule-file.ts";

/** What {@link pairByToken} finds, all in the order of the tokens, that is of time. */
export interface TokenPairs<Sync, Cldclass> {
  readonly pairs: readonly { readonly sync: Sync; readonly cldclass: Cldclass }[];
  /** Sync granules whose token and spacing of profiles no CLDCLASS granule has. */
  readonly unpaired: readonly Sync[];
  /** Sync granules in whose place another file of the same half orbit, `taken`, was taken. */
  readonly superseded: readonly { readonly sync: Sync; readonly taken: Sync }[];
}

/**
 * Pair the sync granules with the CLDCLASS granules of the same date-time token and spacing of profiles. Versions may
 * differ; of several files of a half orbit the newest version is taken, then the first by path. The result does not
 * depend on the order of the lists.
 * @param sync CALTRACK PAR-RB2
 * @param cldclass CALTRACK CS-2B-CLDCLASS
 * @throws GranuleNameError for granules of other products; TypeError for what is no list of granule files
 */
export function pairByToken<Sync extends GranuleFile<CaltrackName>, Cldclass extends GranuleFile<CaltrackName>>(
  sync: readonly Sync[],
  cldclass: readonly Cldclass[],
): TokenPairs<Sync, Cldclass> {
  checkRole("pairByToken", "sync", sync);
  checkRole("pairByToken", "cldclass", cldclass);
  return pairChecked(sync, cldclass);
}

/** {@link pairByToken} for lists that were checked. */
export function pairChecked<Sync extends GranuleFile<CaltrackName>, Cldclass extends GranuleFile<CaltrackName>>(
  sync: readonly Sync[],
  cldclass: readonly Cldclass[],
): TokenPairs<Sync, Cldclass> {
  const partners = groupByHalfOrbit(cldclass);
  const pairs: { sync: Sync; cldclass: Cldclass }[] = [];
  const unpaired: Sync[] = [];
  const superseded: { sync: Sync; taken: Sync }[] = [];
  for (const [key, { newest, older }] of groupByHalfOrbit(sync)) {
    const partner = partners.get(key);
    if (partner) pairs.push({ sync: newest, cldclass: partner.newest });
    else unpaired.push(newest);
    for (const file of older) superseded.push({ sync: file, taken: newest });
  }
  return { pairs, unpaired, superseded };
}

/** The files of every half orbit, in the order of time. */
function groupByHalfOrbit<File extends GranuleFile<CaltrackName>>(
  files: readonly File[],
): Map<string, { readonly newest: File; readonly older: File[] }> {
  const keyed = files.map((file) => ({ file, key: halfOrbitKey(file.nameParts) }));
  keyed.sort((a, b) => compareText(a.key, b.key) || newestFirst(a.file, b.file));
  const groups = new Map<string, { newest: File; older: File[] }>();
  for (const { file, key } of keyed) {
    const group = groups.get(key);
    if (group) group.older.push(file);
    else groups.set(key, { newest: file, older: [] });
  }
  return groups;
}
