import { isPlain, shown } from "./_text.ts";
import { ArchiveError } from "./errors.ts";

/** Begins the names of what the cache keeps for itself, among and above the files of the archive. */
export const ownPrefix = ".atcs";

/** Ends the names of files that have not come completely. */
export const partSuffix = ".part";

/** Most bytes of a name: file systems take 255, and the cache appends up to ten. */
const mostNameBytes = 240;

/** Devices on Windows, with any extension. */
const device = /^(con|prn|aux|nul|conin\$|conout\$|clock\$|com\d|lpt\d)\s*(\.|$)/;

/** Why a name must not become one of a local file, tested in this order. */
const rules: readonly { readonly why: string; readonly isBroken: (name: string, folded: string) => boolean }[] = [
  { why: "is empty", isBroken: (name) => name === "" },
  { why: "leads to another directory", isBroken: (_name, folded) => folded === "." || folded === ".." },
  { why: "has a backslash", isBroken: (name) => name.includes("\\") },
  // Among them are those that file systems leave out when they compare, so that ".at<joiner>cs" is ".atcs".
  {
    why: "has control or invisible characters",
    isBroken: (name) => !isPlain(name),
  },
  { why: "begins like a drive", isBroken: (name) => /^[a-z]:/i.test(name) },
  { why: "ends with a dot or a space", isBroken: (_name, folded) => /[. ]$/.test(folded) },
  { why: "is a device on Windows", isBroken: (_name, folded) => device.test(folded) },
  { why: `is longer than ${mostNameBytes} bytes`, isBroken: (name) => Buffer.byteLength(name) > mostNameBytes },
  {
    why: `is one that the cache uses itself (${ownPrefix}*, *${partSuffix})`,
    isBroken: (name) => isOwnName(name),
  },
];

/**
 * Names of a remote path, all of them safe as names of local files: they keep in their directory on every file system,
 * also on those that ignore case, and are none that the cache uses itself. The names are not changed.
 *
 * @param remotePath absolute: `/SPACEBORNE/CLOUDSAT/...`
 * @throws ArchiveError ARCHIVE_NAME where a name is not safe
 */
export function safeNamesOf(remotePath: string, platform: NodeJS.Platform = process.platform): string[] {
  if (!remotePath.startsWith("/")) throw refused(remotePath, "it does not begin with /");
  const names = remotePath.slice(1).split("/");
  for (const name of names) {
    const folded = foldName(name);
    const broken = rules.find(({ isBroken }) => isBroken(name, folded));
    if (broken !== undefined) throw refused(remotePath, `the name "${shown(name)}" ${broken.why}`);
    // Streams of files, and the short names of others: ATCS~1.
    if (platform === "win32" && /[<>:"|?*]|~\d/.test(name)) {
      throw refused(remotePath, `the name "${shown(name)}" has characters that Windows does not take`);
    }
  }
  return names;
}

/** Is it one that the cache uses itself, in this directory or in another one that was mirrored? */
export function isOwnName(name: string): boolean {
  const folded = foldName(name);
  return folded.startsWith(ownPrefix) || folded.endsWith(partSuffix);
}

/** The same for all names that some file system takes for the same; of few others too. */
export function foldName(name: string): string {
  return name.normalize("NFKD").toUpperCase().toLowerCase().normalize("NFKC");
}

function refused(remotePath: string, why: string): ArchiveError {
  return new ArchiveError("ARCHIVE_NAME", `${shown(remotePath)}: ${why}, so it has no place in the cache`, {
    remotePath,
  });
}
