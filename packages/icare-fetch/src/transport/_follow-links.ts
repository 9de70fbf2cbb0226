import type { RemoteEntry, RemoteStat } from "../types.ts";

/**
 * Listings tell of links their own size and time, and some servers of files no size: those entries are looked at, and
 * get kind, size and time of what they lead to.
 *
 * @param entries of which those of an unknown size have NaN for it
 * @param atOnce so many at the same time
 * @param look gives undefined for a link that leads nowhere, which stays one
 */
export async function followLinks(
  entries: readonly RemoteEntry[],
  atOnce: number,
  look: (entry: RemoteEntry) => Promise<RemoteStat | undefined>,
): Promise<RemoteEntry[]> {
  const followed = [...entries];
  const unclear = entries.flatMap(({ kind, size }, at) => (kind === "link" || Number.isNaN(size) ? [at] : []));
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = unclear[next++]; at !== undefined; at = unclear[next++]) {
      const entry = entries[at]!;
      followed[at] = { ...entry, ...(await look(entry)) };
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, unclear.length) }, lane));
  return followed;
}
