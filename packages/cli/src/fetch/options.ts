import type { UtcTime } from "@atcs/colocate";
import type { ArchiveProduct, OpenArchiveOptions } from "@atcs/icare-fetch";
import { InvalidArgumentError } from "commander";
import { UsageError } from "../errors.ts";
import { countText } from "../format/value.ts";
import { dayText } from "../simulate/options.ts";
import { countDays } from "./inventory.ts";

/** Options of `atcs fetch` as commander parsed them. */
export interface RawFetchOptions {
  readonly archive: string;
  readonly product: readonly string[];
  readonly from: UtcTime;
  readonly to?: UtcTime;
  readonly out: string;
  readonly granuleVersion?: string;
  readonly dryRun?: boolean;
  readonly limit?: number;
  readonly refresh?: boolean;
  readonly concurrency: number;
  readonly maxRate?: number;
  /** Hours. */
  readonly patience?: number;
  readonly user?: string;
  readonly credentials?: string;
  readonly allowOpenCredentials?: boolean;
  readonly identity?: string;
  readonly agent?: true;
  readonly hostKey?: string;
  readonly acceptNewHostKey?: boolean;
  readonly knownHosts?: string;
  readonly verbose?: boolean;
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
    session: {
      mirrorDir: raw.out,
      maxConnections: raw.concurrency,
      bytesPerSecond: raw.maxRate,
      retry: raw.patience === undefined ? undefined : { patienceMs: raw.patience * 3_600_000 },
      username: raw.user,
      credentialsFile: raw.credentials,
      allowOpenCredentialsFile: raw.allowOpenCredentials,
      privateKeyFile: raw.identity,
      agent: raw.agent,
      hostKeyFingerprint: raw.hostKey,
      acceptNewHostKey: raw.acceptNewHostKey,
      knownHostsFile: raw.knownHosts,
    },
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

/** Slower is a unit that was forgotten: "5" for "5MB". */
const leastByteRate = 1000;

/** Bytes per second: "500000", "500k", "5MB", "1.5 MB/s". */
export function parseByteRate(text: string): number {
  const [, number = "", unit = "", byte = ""] = /^(\d+(?:\.\d+)?) ?([kMG]?)(B?)(?:\/s)?$/i.exec(text) ?? [];
  if (byte === "b") {
    throw new InvalidArgumentError("A small b stands for bits: write MB for megabytes, kB for kilobytes.");
  }
  const factors: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, g: 1e9 };
  const rate = number === "" ? Number.NaN : Math.round(Number(number) * factors[unit.toLowerCase()]!);
  if (!Number.isSafeInteger(rate)) throw new InvalidArgumentError("Expected bytes per second such as 500kB or 5MB.");
  if (rate < leastByteRate) {
    throw new InvalidArgumentError(
      `Expected 1kB per second or more, got ${countText(rate, "byte")}; write 5MB for 5 MB.`,
    );
  }
  return rate;
}

/** A number of hours, also with a fraction. */
export function parseHours(text: string): number {
  const hours = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(hours)) throw new InvalidArgumentError("Expected a number of hours such as 48 or 0.5.");
  return hours;
}

/** A fingerprint as OpenSSH prints it. */
export function parseFingerprint(text: string): string {
  if (!/^SHA256:[A-Za-z0-9+/]{43}=?$/.test(text)) {
    throw new InvalidArgumentError("Expected a fingerprint as ssh-keygen -l prints it: SHA256: and 43 characters.");
  }
  return text.replace(/=$/, "");
}

/** A text that may not be empty, such as that of a variable that is not set. */
export function parseText(text: string): string {
  if (text === "") throw new InvalidArgumentError("Expected a text that is not empty.");
  return text;
}
