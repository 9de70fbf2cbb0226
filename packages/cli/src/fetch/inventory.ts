import type { Archive, ArchiveError, ArchiveProduct, ListProductOptions, ProductDay } from "@atcs/icare-fetch";
import type { FetchRequest } from "./options.ts";

/** A granule that was asked for. */
export interface WantedGranule {
  /** Of which product, as on the command line. */
  readonly product: string;
  readonly day: string;
  readonly name: string;
  /** Below the archive's root, and below the mirror. */
  readonly path: string;
  readonly size: number;
  /** A file of this size is in the mirror. */
  readonly isHere: boolean;
}

/** A path that could not be listed or fetched, and why. */
export interface FailedPath {
  readonly path: string;
  readonly error: unknown;
}

/** What the archive has of what was asked for. */
export interface Inventory {
  /** Day by day, and in a day in the order of the products: an interrupted run leaves days complete. */
  readonly granules: readonly WantedGranule[];
  /** Where they were looked for, below the archive's root, by product: `PARASOL/L1_B-HDF`, or one with a version. */
  readonly directories: ReadonlyMap<string, string>;
  /** Days without a granule, by product. */
  readonly emptyDays: ReadonlyMap<string, readonly string[]>;
  /** Products of which the archive shows no directory: it may not be looked at. */
  readonly hidden: ReadonlySet<string>;
  /** What could not be listed. */
  readonly failed: readonly FailedPath[];
}

/** `listProduct` of `@atcs/icare-fetch`. */
export type ListProduct = (
  archive: Archive,
  product: ArchiveProduct,
  options: ListProductOptions,
) => AsyncIterable<ProductDay>;

/** What {@link takeInventory} needs beside the request. */
export interface InventoryTools {
  readonly listProduct: ListProduct;
  readonly signal: AbortSignal;
  /** Called for each day of each product. */
  readonly onDay: () => void;
  /** Does this error concern one path alone, so that others may be tried? */
  readonly isOfPath: (error: unknown) => error is ArchiveError;
}

/** List what was asked for, all products at a time, and see what is in the mirror. */
export async function takeInventory(
  archive: Archive,
  request: FetchRequest,
  tools: InventoryTools,
): Promise<Inventory> {
  const failed: FailedPath[] = [];
  const directories = new Map<string, string>();
  const hidden = new Set<string>();
  const byProduct = await Promise.all(
    request.products.map((product) => listDays(archive, product, request, tools, { failed, directories, hidden })),
  );
  const granules: WantedGranule[] = [];
  const emptyDays = new Map<string, string[]>();
  for (const { id } of request.products) emptyDays.set(id, []);
  const days = [...new Set(byProduct.flatMap((listed) => [...listed.keys()]))].sort();
  for (const day of days) {
    for (const [at, { id }] of request.products.entries()) {
      const ofDay = byProduct[at]!.get(day);
      if (ofDay?.length === 0) emptyDays.get(id)!.push(day);
      granules.push(...(ofDay ?? []));
    }
  }
  return { granules: granules.slice(0, request.limit), directories, emptyDays, hidden, failed };
}

/** What is noted while days are listed. */
interface Notes {
  readonly failed: FailedPath[];
  readonly directories: Map<string, string>;
  readonly hidden: Set<string>;
}

/** The granules of a product by day; what cannot be listed is added to `failed` and passed over. */
async function listDays(
  archive: Archive,
  product: ArchiveProduct,
  request: FetchRequest,
  { listProduct, signal, onDay, isOfPath }: InventoryTools,
  { failed, directories, hidden }: Notes,
): Promise<Map<string, WantedGranule[]>> {
  const { to, version, refresh } = request;
  const days = new Map<string, WantedGranule[]>();
  // Compared as times: as texts, what follows 9999-12-31 comes before it.
  for (let from = request.from; countDays(from, to) > 0; ) {
    try {
      const listed = listProduct(archive, product, { from, to, version, refresh, signal });
      for await (const { day, directory, granules, isCertain } of listed) {
        if (isCertain) hidden.delete(product.id);
        else hidden.add(product.id);
        // Without those of the year and the day.
        directories.set(product.id, directory.split("/").slice(0, -2).join("/"));
        const here = await archive.findHere(granules, { signal });
        days.set(
          day,
          granules.map((granule) => ({ product: product.id, day, ...granule, isHere: here.has(granule.path) })),
        );
        from = dayAfter(day);
        onDay();
      }
      return days;
    } catch (error) {
      if (!isOfPath(error)) throw error;
      failed.push({ path: error.remotePath ?? `${product.sensor}/${product.directory}`, error });
      // A product that is not there is not there on any other day.
      if (error.code === "ARCHIVE_NOT_FOUND") return days;
      from = dayAfter(from);
      onDay();
    }
  }
  return days;
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

/** How many days there are between two, both included. */
export function countDays(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
}
