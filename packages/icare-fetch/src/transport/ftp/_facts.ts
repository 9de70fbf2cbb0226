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
 * An entry of a listing as basic-ftp understood it.
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

/**
 * What MLST says of a path: ` type=file;size=5;modify=20080603012810; /a/b` (RFC 3659, section 7).
 *
 * @param reply all lines
 * @returns undefined when the kind or, of files, the size is not in it, or when it is about a link itself
 * @throws RangeError for a size that is none
 */
export function parseMlst(reply: string): RemoteStat | undefined {
  const line = reply.split(/\r?\n/).find((text) => text.startsWith(" ") || /^[^\s=;]+=[^;]*;/.test(text));
  if (line === undefined) return undefined;
  const facts = new Map<string, string>();
  for (const fact of line.trimStart().split(" ", 1)[0]?.split(";") ?? []) {
    const [name, value] = fact.split("=", 2);
    if (name !== undefined && value !== undefined) facts.set(name.toLowerCase(), value);
  }
  const type = facts.get("type")?.toLowerCase();
  const modifiedMs = parseFtpTime(facts.get("modify") ?? "");
  if (type === "dir" || type === "cdir" || type === "pdir") return { kind: "directory", size: 0, modifiedMs };
  const size = facts.get("size");
  if (type !== "file" || size === undefined) return undefined;
  return { kind: "file", size: parseSize(size), modifiedMs };
}

/**
 * The number of a reply to SIZE, which may have a comment behind it.
 * @throws RangeError when it is none
 */
export function parseSize(text: string): number {
  const [digits] = /^\d+/.exec(text.trimStart()) ?? [];
  const size = digits === undefined ? Number.NaN : Number(digits);
  checkSize(size, text);
  return size;
}

/** Milliseconds since 1970 of `20080603012810` or `20080603012810.123`, in UTC (RFC 3659, section 2.3), to the second. */
export function parseFtpTime(text: string): number | undefined {
  const [, year, month, day, hour, minute, second] = /^\s*(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}

function checkSize(size: number, of: string): void {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new RangeError(`the size of ${quoted(of)} is not a number of bytes`);
  }
}
