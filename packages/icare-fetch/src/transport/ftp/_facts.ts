import { type FileInfo, FileType } from "basic-ftp";
import { quoted } from "../../_text.ts";
import type { RemoteEntry, RemoteKind, RemoteStat } from "../../types.ts";

const kinds: Readonly<Record<FileType, RemoteKind>> = {
  [FileType.Unknown]: "other",
  [FileType.File]: "file",
  [FileType.Directory]: "directory",
  [FileType.SymbolicLink]: "link",
};

/**
 * An entry of a listing by LIST as basic-ftp understood it.
 * @throws RangeError for a size that is none
 */
export function toEntry({ name, type, size, modifiedAt }: FileInfo): RemoteEntry {
  const kind = kinds[type];
  if (kind === "file") checkSize(size, name);
  // Whole seconds: commands differ in whether they tell more, and basic-ftp misreads short fractions.
  const modifiedMs = modifiedAt === undefined ? Number.NaN : Math.floor(modifiedAt.getTime() / 1000) * 1000;
  return {
    name,
    kind,
    size: kind === "file" ? size : 0,
    modifiedMs: Number.isFinite(modifiedMs) ? modifiedMs : undefined,
  };
}

/** Facts, each with its end, and the name behind them (RFC 3659, section 7.2). */
const factsAndName = /^((?:[^\s=;]+=[^;]*;)*) (.+)$/;

/**
 * Entries of a listing by MLSD, but for "." and "..". A file of which the server tells no size, or none that is a
 * number, has NaN for it.
 * @throws RangeError for a line that is no entry
 */
export function parseMlsd(listing: string): RemoteEntry[] {
  const entries: RemoteEntry[] = [];
  for (const line of listing.split(/\r?\n/)) {
    if (line === "") continue;
    const [, text, name] = factsAndName.exec(line) ?? [];
    if (text === undefined || name === undefined) throw new RangeError(`${quoted(line)} is no entry of a listing`);
    const facts = factsOf(text);
    const type = facts.get("type")?.toLowerCase();
    // Servers give the targets of links as entries too, by their whole paths.
    if (type === "cdir" || type === "pdir" || name === "." || name === ".." || name.includes("/")) continue;
    entries.push({ name, ...statOf(facts) });
  }
  return entries;
}

/**
 * What MLST says of a path: ` type=file;size=5;modify=20080603012810; /a/b` (RFC 3659, section 7).
 *
 * @param reply all lines
 * @returns undefined when the kind or, of files, the size is not in it, or when it is about a link itself
 */
export function parseMlst(reply: string): RemoteStat | undefined {
  const line = reply.split(/\r?\n/).find((text) => /^ ?[^\s=;]+=[^;]*;/.test(text));
  if (line === undefined) return undefined;
  const stat = statOf(factsOf(line.trimStart()));
  return stat.kind === "directory" || (stat.kind === "file" && !Number.isNaN(stat.size)) ? stat : undefined;
}

function factsOf(text: string): ReadonlyMap<string, string> {
  const facts = new Map<string, string>();
  for (const [, name = "", value = ""] of text.matchAll(/([^\s=;]+)=([^;]*);/gy)) facts.set(name.toLowerCase(), value);
  return facts;
}

/** Links are written in several ways (RFC 3659, erratum 1500). */
function statOf(facts: ReadonlyMap<string, string>): RemoteStat {
  const type = facts.get("type")?.toLowerCase() ?? "";
  const modifiedMs = parseFtpTime(facts.get("modify") ?? "");
  if (type === "file") {
    const size = facts.get("size") ?? "";
    return { kind: "file", size: /^\d{1,15}$/.test(size) ? Number(size) : Number.NaN, modifiedMs };
  }
  const isLink = /^os\.unix=s(?:ym)?link/.test(type);
  const kind = isLink ? "link" : type === "dir" || type === "cdir" || type === "pdir" ? "directory" : "other";
  return { kind, size: 0, modifiedMs };
}

/**
 * The number of a reply to SIZE, which may have a comment behind it.
 * @throws RangeError when it is none
 */
export function parseSize(text: string): number {
  const [, digits] = /^\s*(\d+)(?=\s|$)/.exec(text) ?? [];
  const size = digits === undefined ? Number.NaN : Number(digits);
  checkSize(size, text);
  return size;
}

const ftpTime = /^\s*(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d*)?\s*$/;

/**
 * Milliseconds since 1970 of `20080603012810` or `20080603012810.123`, in UTC (RFC 3659, section 2.3), to the second.
 */
export function parseFtpTime(text: string): number | undefined {
  const [, year, month, day, hour, minute, second] = ftpTime.exec(text) ?? [];
  if (year === undefined) return undefined;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}

export function checkSize(size: number, of: string): void {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new RangeError(`the size of ${quoted(of)} is not a number of bytes`);
  }
}
