import { quoted } from "../_text.ts";
import type { Archive } from "../archive/types.ts";
import { isArchiveError, RemotePathError } from "../errors.ts";
import type { RemoteEntry } from "../types.ts";
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
}

/** The granules of one day. */
export interface ProductDay {
  readonly day: ArchiveDay;
  /** Below the archive's root. */
  readonly directory: string;
  /** In order of names; none when the archive has nothing for that day. */
  readonly granules: readonly ProductGranule[];
}

/** A granule in the archive. */
export interface ProductGranule {
  readonly name: string;
  /** Below the archive's root. */
  readonly path: string;
  readonly size: number;
}

/**
 * The granules of a product, day by day. It goes straight to the directories of the days, because the archive may refuse to
 * list those above. A day of which the directory is not there has no granules; but when the product's own directory is
 * not there under its plain name, the sensor's directory is listed for the newest version.
 *
 * @throws RangeError for days that cannot be; ArchiveError
 */
export async function* listProduct(
  archive: Archive,
  product: ArchiveProduct,
  { from, to, version, signal, refresh = false }: ListProductOptions,
): AsyncGenerator<ProductDay, void, void> {
  let base = productPath(product, version);
  let isSure = version !== undefined;
  for (const { day, directory } of eachDayDirectory(from, to)) {
    const listing = { signal, refresh };
    let entries = await listOrNothing(archive, `${base}/${directory}`, listing);
    if (entries === undefined && !isSure) {
      base = await findDirectory(archive, product, listing);
      isSure = true;
      entries = await listOrNothing(archive, `${base}/${directory}`, listing);
    }
    if (entries !== undefined) isSure = true;
    yield {
      day,
      directory: `${base}/${directory}`,
      granules: granulesOf(product, `${base}/${directory}`, entries ?? []),
    };
  }
}

function productPath({ sensor, directory }: ArchiveProduct, version: string | undefined): string {
  if (version === undefined) return `${sensor}/${directory}`;
  if (!/^\d+\.\d+$/.test(version)) throw new RangeError(`version must be like "1.01", got ${quoted(String(version))}`);
  return `${sensor}/${directory}.v${version}`;
}

type Listing = { readonly signal: AbortSignal | undefined; readonly refresh: boolean };

async function listOrNothing(archive: Archive, path: string, options: Listing): Promise<RemoteEntry[] | undefined> {
  try {
    return await archive.list(path, options);
  } catch (error) {
    if (isArchiveError(error, "ARCHIVE_NOT_FOUND")) return undefined;
    throw error;
  }
}

/** The product's directory: its plain name where that is there, else that of the newest version. */
async function findDirectory(archive: Archive, product: ArchiveProduct, options: Listing): Promise<string> {
  const { sensor, directory } = product;
  let entries: RemoteEntry[];
  try {
    entries = await archive.list(sensor, options);
  } catch (error) {
    // Not to be listed, as at ICARE: then the plain name has to do, and the day has no granules.
    if (isArchiveError(error, "ARCHIVE_PERMISSION", "ARCHIVE_NOT_FOUND")) return productPath(product, undefined);
    throw error;
  }
  const names = entries.filter(({ kind }) => kind !== "file").map(({ name }) => name);
  if (names.includes(directory)) return productPath(product, undefined);
  const newest = names
    .map((name) => ({ name, version: versionOf(name, directory) }))
    .filter((each): each is { name: string; version: readonly [number, number] } => each.version !== undefined)
    .sort((a, b) => b.version[0] - a.version[0] || b.version[1] - a.version[1])[0];
  if (newest !== undefined) return `${sensor}/${newest.name}`;
  throw new RemotePathError(
    "ARCHIVE_NOT_FOUND",
    `${archive.url}: ${sensor} has no directory ${directory}, with or without a version`,
    {
      remotePath: sensor,
    },
  );
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
