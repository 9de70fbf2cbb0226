import { type Archive, archiveProducts, findProduct, listProduct, type ProductGranule } from "@atcs/icare-fetch";
import { dayAfter } from "./candidate-days.ts";

/** The products that a dataset is made from. */
export type ProductId = "sync" | "cldclass" | "parasol";

/** Options of {@link DayLists}. */
export interface DayListOptions {
  readonly signal?: AbortSignal | undefined;
  /** Ask the archive, whatever listings are kept. */
  readonly refresh?: boolean | undefined;
  /** Told of each listing that was kept: when it is from, milliseconds since 1970. */
  readonly onKept?: ((listedAtMs: number) => void) | undefined;
  /** Called for each day of each product that was listed. */
  readonly onDay?: (() => void) | undefined;
}

/** The granules of products by day; each directory is listed once. */
export class DayLists {
  readonly #archive: Archive;
  readonly #options: DayListOptions;
  readonly #listed = new Map<string, readonly ProductGranule[]>();

  constructor(archive: Archive, options: DayListOptions = {}) {
    this.#archive = archive;
    this.#options = options;
  }

  /** The granules of some days, in their order. @throws ArchiveError */
  async list(product: ProductId, days: readonly string[]): Promise<ProductGranule[]> {
    const missing = days.filter((day) => !this.#listed.has(`${product} ${day}`));
    for (const [from, to] of runsOf(missing)) await this.#listRun(product, from, to);
    return days.flatMap((day) => this.#listed.get(`${product} ${day}`)!);
  }

  async #listRun(product: ProductId, from: string, to: string): Promise<void> {
    const { onDay, ...options } = this.#options;
    const listing = listProduct(this.#archive, findProduct(product, archiveProducts), { from, to, ...options });
    for await (const { day, granules } of listing) {
      this.#listed.set(`${product} ${day}`, granules);
      onDay?.();
    }
  }
}

/** Days as first and last of those that follow each other. */
function runsOf(days: readonly string[]): [from: string, to: string][] {
  const runs: [string, string][] = [];
  for (const day of [...new Set(days)].sort()) {
    const run = runs.at(-1);
    if (run !== undefined && dayAfter(run[1]) === day) run[1] = day;
    else runs.push([day, day]);
  }
  return runs;
}
