import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { InvalidArgumentError } from "commander";
import { UsageError } from "../errors.ts";

/** Options of `atcs download` as commander parsed them. */
export interface RawDownloadOptions {
  readonly out: string;
  readonly sha256?: string;
  readonly keep?: boolean;
  readonly maxRatio: number;
}

/** Where an archive is. */
export type ArchiveSource =
  | { readonly kind: "url"; readonly url: URL }
  | { readonly kind: "file"; readonly path: string };

/** What to fetch, to where. */
export interface DownloadRequest {
  readonly source: ArchiveSource;
  /** Directory that is to appear. */
  readonly out: string;
  /** 64 hexadecimal digits in lower case. */
  readonly sha256: string | undefined;
  /** Leave the fetched archive where it is. */
  readonly keep: boolean;
  /** Unpacked bytes for each byte of the archive, at most. */
  readonly maxRatio: number;
}

/** @throws UsageError for a URL that is none, or of another protocol */
export function toDownloadRequest(source: string, raw: RawDownloadOptions): DownloadRequest {
  const { out, sha256, keep = false, maxRatio } = raw;
  return { source: parseSource(source), out, sha256, keep, maxRatio };
}

function parseSource(text: string): ArchiveSource {
  if (text === "") throw new UsageError("expected the URL or the path of an archive");
  // A single letter is a drive of Windows.
  if (!/^[a-z][a-z0-9+.-]+:\/?\/?/i.test(text)) return { kind: "file", path: resolve(text) };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "https:" || url?.protocol === "http:") return { kind: "url", url };
  if (url?.protocol === "file:") {
    try {
      return { kind: "file", path: fileURLToPath(url) };
    } catch (error) {
      throw new UsageError(`${text}: ${(error as Error).message}`);
    }
  }
  throw new UsageError(`${text}: expected an https:, http: or file: URL, or a path`);
}

/** A URL for people and records: without user name, password, query and fragment, which may hold secrets. */
export function plainUrl({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`;
}

/** A sum as `sha256sum` prints it, in either case; "sha256:" before it is left out. */
export function parseSha256(text: string): string {
  const digits = text.replace(/^sha256:/i, "").toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(digits)) {
    throw new InvalidArgumentError("Expected a SHA-256 sum: 64 hexadecimal digits.");
  }
  return digits;
}
