import { quoted } from "../_text.ts";
import type { Archive } from "../archive/types.ts";
import { isArchiveError, RemotePathError } from "../errors.ts";
import type { KeptListOptions, RemoteEntry } from "../types.ts";
import type { ArchiveProduct } from "./catalogue.ts";
import { type ArchiveDay, eachDayDirectory } from "./days.ts";

/** Options of {@link listProduct}. */
export interface ListProductOptions {
  /** First and last day, both included: `2008-06-03`. */
  readonly from: ArchiveDay;
  readonly to: ArchiveDay;
  /** `1.01`: look in the directory of this version only. @default the newest, under the name without a version */
  readonly version?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Do not use listings that are kept. @default false */
  readonly refresh?: boolean | undefined;
  /** Told of each listing that was kept from before: when the archive gave it, milliseconds since 1970. */
  readonly onKept?: ((listedAtMs: number) => void) | undefined;
}

/** The granules of one day. */
export interface ProductDay {
  readonly day: ArchiveDay;
  /** Below the archive's root. */
  readonly directory: string;
  /** In order of names; none when the archive has nothing for that day. */
  readonly granules: readonly ProductGranule[];
  /**
   * False where the archive shows neither the product's directory nor a day of it so far: that there are no granules
   * may as well mean that the product is somewhere else.
   */
  readonly isCertain: boolean;
}

/** A granule in the archive. */
export interface ProductGranule {
  readonly name: string;
  /** Below the archive's root. */
  readonly path: string;
  readonly size: number;
}

/**
 * The granules of a product, day by day. It goes straight to the directories of the days, because the archive may
 * refuse to list those above. A day of which the directory is not there has no granules; but before the first such day
 * is passed over, the product's own directory is looked for: under its plain name, or that of the version, or else of
 * the newest version.
 *
 * @throws RangeError for days that cannot be; RemotePathError ARCHIVE_NOT_FOUND when the product's directory is not
 * there; other ArchiveErrors
 */
export async function* listProduct(
  archive: Archive,
  product: ArchiveProduct,
  { from, to, version, signal, refresh = false, onKept }: ListProductOptions,
): AsyncGenerator<ProductDay, void, void> {
  let base = productPath(product, version);
  let found: "unknown" | "there" | "hidden" = "unknown";
  let listing: Listing = { signal, refresh, onKept };
  for (const { day, directory } of eachDayDirectory(from, to)) {
    let entries = await listOrNothing(archive, `${base}/${directory}`, listing);
    if (entries === undefined && found === "unknown") {
      const search = await findDirectory(archive, product, version, listing);
      found = search === undefined ? "hidden" : "there";
      // What was kept of days is from when it was not there.
      if (search?.isNew === true) listing = { ...listing, refresh: true };
      if (search !== undefined && (search.base !== base || search.isNew)) {
        base = search.base;
        entries = await listOrNothing(archive, `${base}/${directory}`, listing);
      }
    }
    if (entries !== undefined) found = "there";
    const path = `${base}/${directory}`;
    yield { day, directory: path, granules: granulesOf(product, path, entries ?? []), isCertain: found === "there" };
  }
}

function productPath({ sensor, directory }: ArchiveProduct, version: string | undefined): string {
  if (version === undefined) return `${sensor}/${directory}`;
  if (!/^\d+\.\d+$/.test(version)) throw new RangeError(`version must be like "1.01", got ${quoted(String(version))}`);
  return `${sensor}/${directory}.v${version}`;
}

type Listing = Pick<KeptListOptions, "signal" | "onKept"> & { readonly refresh: boolean };

async function listOrNothing(archive: Archive, path: string, options: Listing): Promise<RemoteEntry[] | undefined> {
  try {
    return await archive.list(path, options);
  } catch (error) {
    if (isArchiveError(error, "ARCHIVE_NOT_FOUND")) return undefined;
    throw error;
  }
}

/** Where a product is, and whether that is known only now, because listings that were kept did not know it. */
interface ProductDirectory {
  readonly base: string;
  readonly isNew: boolean;
}

/**
 * The product's directory.
 * @returns undefined where none of the directories may be looked at
 * @throws RemotePathError when it is not there, also after the archive was asked anew
 */
async function findDirectory(
  archive: Archive,
  product: ArchiveProduct,
  version: string | undefined,
  options: Listing,
): Promise<ProductDirectory | undefined> {
  for (const refresh of options.refresh ? [true] : [false, true]) {
    try {
      const entries = await archive.list(product.sensor, { ...options, refresh });
      const base = chooseDirectory(product, version, entries);
      if (base !== undefined) return { base, isNew: refresh && !options.refresh };
    } catch (error) {
      // Not to be listed, as at ICARE.
      if (isHidden(error)) return lookAt(archive, productPath(product, version), options);
      if (!isArchiveError(error, "ARCHIVE_NOT_FOUND") || refresh) throw error;
    }
  }
  const { sensor, directory } = product;
  const which = version === undefined ? `${directory}, with or without a version` : `${directory}.v${version}`;
  throw notThere(archive, sensor, `has no directory ${which}`);
}

/** The plain name where that is there, else that of the newest version; the one that is asked for, if one is. */
function chooseDirectory(
  product: ArchiveProduct,
  version: string | undefined,
  entries: readonly RemoteEntry[],
): string | undefined {
  const { sensor, directory } = product;
  const names = entries.filter(({ kind }) => kind !== "file").map(({ name }) => name);
  const path = productPath(product, version);
  if (names.includes(path.slice(sensor.length + 1))) return path;
  if (version !== undefined) return undefined;
  const newest = names
    .map((name) => ({ name, version: versionOf(name, directory) }))
    .filter((each): each is { name: string; version: readonly [number, number] } => each.version !== undefined)
    .sort((a, b) => b.version[0] - a.version[0] || b.version[1] - a.version[1])[0];
  return newest === undefined ? undefined : `${sensor}/${newest.name}`;
}

async function lookAt(archive: Archive, base: string, { signal }: Listing): Promise<ProductDirectory | undefined> {
  try {
    const { kind } = await archive.stat(base, { signal });
    if (kind === "file") throw notThere(archive, base, "is a file");
    return { base, isNew: false };
  } catch (error) {
    if (isHidden(error)) return undefined;
    throw error;
  }
}

/** It may be there, and may not be looked at. */
function isHidden(error: unknown): boolean {
  if (isArchiveError(error, "ARCHIVE_PERMISSION")) return true;
  return isArchiveError(error, "ARCHIVE_NOT_FOUND") && (error as RemotePathError).isUnclear;
}

function notThere({ url }: Archive, path: string, problem: string): RemotePathError {
  return new RemotePathError("ARCHIVE_NOT_FOUND", `${url}: ${path} ${problem}`, { remotePath: path });
}

function versionOf(name: string, directory: string): readonly [number, number] | undefined {
  if (!name.startsWith(`${directory}.v`)) return undefined;
  const [, major, minor] = /^(\d+)\.(\d+)$/.exec(name.slice(directory.length + 2)) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor)];
}

function granulesOf(product: ArchiveProduct, directory: string, entries: readonly RemoteEntry[]): ProductGranule[] {
  return entries
    .filter(({ name, kind }) => kind !== "directory" && product.isGranule(name))
    .map(({ name, size }) => ({ name, path: `${directory}/${name}`, size }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
