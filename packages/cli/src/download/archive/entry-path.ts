import { quoteText } from "../../format/escape.ts";
import { downloadError } from "../errors.ts";

/** Most file systems allow no more for a name: bytes. */
const longestName = 255;
const longestPath = 1000;

/**
 * The path of an entry as names below the directory that it is unpacked to; none for that directory itself. What would
 * leave it on any system, or mean something else than a file of that name, is refused on all: a dataset has no such names.
 * @throws CommandError DOWNLOAD_UNSAFE
 */
export function splitEntryPath(path: string): readonly string[] {
  const refuse = (why: string): Error =>
    downloadError("DOWNLOAD_UNSAFE", `the archive holds ${quoteText(path.slice(0, 200))}: ${why}`);
  if (path === "") throw refuse("an empty name");
  if (path.startsWith("/")) throw refuse("an absolute path");
  if (path.length > longestPath) throw refuse(`a path of more than ${longestPath} characters`);
  const names = path.split("/").filter((name) => name !== "" && name !== ".");
  for (const name of names) {
    const why = whyUnsafe(name);
    if (why !== undefined) throw refuse(why);
  }
  return names;
}

function whyUnsafe(name: string): string | undefined {
  if (name === "..") return "a path that leads out of the directory";
  // Separators and drives of Windows, streams of NTFS, wildcards: none is part of a name there.
  if (/[\\:*?"<>|]/.test(name)) return "a character that names may not hold on all systems";
  if (/[\p{Cc}\p{Cs}]/u.test(name)) return "a control character";
  // Windows leaves them out: "..." and ".. " become something else.
  if (/[. ]$/.test(name)) return "a name that ends in a dot or blank";
  if (deviceName.test(name)) return "the name of a device of Windows";
  if (new TextEncoder().encode(name).length > longestName) return `a name of more than ${longestName} bytes`;
  return undefined;
}

/** With any ending, and blanks before it. */
const deviceName = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\.|$)/i;

/** Names that some file system takes for one have one key: case and composed characters do not count. */
export function foldName(name: string): string {
  return name.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");
}
