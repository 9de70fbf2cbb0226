import type { UtcTime } from "@atcs/colocate";
import type { ArchiveProduct, OpenArchiveOptions } from "@atcs/icare-fetch";
import { InvalidArgumentError } from "commander";
import { UsageError } from "../errors.ts";
import { dayText } from "../simulate/options.ts";
import { countDays } from "./inventory.ts";
import { type RawSessionOptions, sessionOptionsOf } from "./session-options.ts";

/** Options of `atcs fetch` as commander parsed them. */
export interface RawFetchOptions extends RawSessionOptions {
  readonly archive: string;
  readonly product: readonly string[];
  readonly from: UtcTime;
  readonly to?: UtcTime;
  readonly out: string;
  readonly granuleVersion?: string;
  readonly dryRun?: boolean;
  readonly limit?: number;
  readonly refresh?: boolean;
}

/** What to fetch, from where, to where. */
export interface FetchRequest {
  readonly archive: string;
  readonly products: readonly ArchiveProduct[];
  /** First and last day: 2008-06-03. */
  readonly from: string;
  readonly to: string;
  /** Directory of the mirror. */
  readonly out: string;
  readonly version: string | undefined;
  readonly isDryRun: boolean;
  /** Most granules. */
  readonly limit: number;
  /** Look again at what is known and at what is here. */
  readonly refresh: boolean;
  readonly concurrency: number;
  /** Tell everything that happens in the sessions. */
  readonly isVerbose: boolean;
  /** How to log in, and to which host. */
  readonly session: OpenArchiveOptions;
}

/** As many as `listProduct` takes: more than any mission has. */
const mostDays = 20_000;

/**
 * @param findProduct of the catalogue; throws a RangeError that lists them
 * @throws UsageError for days in the wrong order, too many of them, and products that do not exist
 */
export function toFetchRequest(raw: RawFetchOptions, findProduct: (id: string) => ArchiveProduct): FetchRequest {
  const from = dayText(raw.from);
  const to = raw.to === undefined ? from : dayText(raw.to);
  if (to < from) throw new UsageError(`--to ${to} lies before --from ${from}`);
  if (countDays(from, to) > mostDays) {
    throw new UsageError(`--from ${from} --to ${to} are ${countDays(from, to)} days: expected ${mostDays} at most`);
  }
  return {
    archive: raw.archive,
    products: raw.product.map((id) => productOf(id, findProduct)),
    from,
    to,
    out: raw.out,
    version: raw.granuleVersion,
    isDryRun: raw.dryRun ?? false,
    limit: raw.limit ?? Infinity,
    refresh: raw.refresh ?? false,
    concurrency: raw.concurrency,
    isVerbose: raw.verbose ?? false,
    session: { ...sessionOptionsOf(raw), mirrorDir: raw.out },
  };
}

function productOf(id: string, findProduct: (id: string) => ArchiveProduct): ArchiveProduct {
  try {
    return findProduct(id);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(error.message);
  }
}

/** Names between commas, each once. */
export function parseProducts(text: string): readonly string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.includes("")) throw new InvalidArgumentError("Expected names of products such as sync,cldclass,parasol.");
  return [...new Set(names)];
}

/** "1.01". */
export function parseVersion(text: string): string {
  if (!/^\d+\.\d+$/.test(text)) throw new InvalidArgumentError("Expected a version such as 1.01.");
  return text;
}
