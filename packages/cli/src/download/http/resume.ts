import type { IncomingHttpHeaders } from "node:http";

/** What is known of an archive of which a part is here. */
export interface PartRecord {
  /** Without what may be secret. */
  readonly url: string;
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
  /** Bytes of the whole. */
  readonly size?: number | undefined;
  /** The sum that the user gave. */
  readonly sha256?: string | undefined;
}

/** The archive that a response is of. */
export function recordOf(url: string, headers: IncomingHttpHeaders, sha256: string | undefined): PartRecord {
  return {
    url,
    etag: headers.etag,
    lastModified: headers["last-modified"],
    size: lengthOf(headers["content-length"]),
    sha256,
  };
}

/**
 * Headers of a request for the bytes from `length` on.
 * @returns undefined when nothing would tell that they are of the same archive
 */
export function rangeHeaders(
  record: PartRecord,
  length: number,
  url: string,
  sha256: string | undefined,
): Readonly<Record<string, string>> | undefined {
  const range = `bytes=${length}-`;
  if (record.url === url) {
    // A weak one only says that two versions mean the same.
    const isStrong = record.etag !== undefined && !record.etag.startsWith("W/");
    const version = isStrong ? record.etag : record.lastModified;
    if (version !== undefined) return { range, "if-range": version };
  }
  // Size and, in the end, the sum have to do.
  return sha256 !== undefined && record.size !== undefined ? { range } : undefined;
}

/** May bytes of this record be continued from this URL? Two mirrors of one sum have the same. */
export function isSameArchive(record: PartRecord, url: string, sha256: string | undefined): boolean {
  return record.url === url || (sha256 !== undefined && record.sha256 === sha256);
}

/** Does a partial response go on where the part ends, in the same archive? */
export function continuesPart(
  record: PartRecord,
  length: number,
  url: string,
  headers: IncomingHttpHeaders,
): { readonly size: number | undefined } | undefined {
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers["content-range"] ?? "") ?? [];
  if (first === undefined || Number(first) !== length || Number(last) < length) return undefined;
  const size = total === "*" ? undefined : lengthOf(total);
  if (record.size !== undefined && size !== undefined && size !== record.size) return undefined;
  const isOther = headers.etag !== undefined && record.etag !== undefined && headers.etag !== record.etag;
  if (isOther && record.url === url) return undefined;
  return { size: record.size ?? size };
}

function lengthOf(text: string | undefined): number | undefined {
  const length = /^\d+$/.test(text ?? "") ? Number(text) : undefined;
  return Number.isSafeInteger(length) ? length : undefined;
}
