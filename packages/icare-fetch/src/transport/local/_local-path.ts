import { join, posix, sep } from "node:path";
import { quoted } from "../../_text.ts";
import { ArchiveError } from "../../errors.ts";

/**
 * The local path of a remote one: below the root, whatever ".." the remote one has.
 * @throws ArchiveError ARCHIVE_NAME for a path that no archive has
 */
export function localPathOf(root: string, remotePath: string, origin: string): string {
  const names = posix
    .normalize(`/${remotePath}`)
    .split("/")
    .filter((name) => name !== "");
  // On Windows also other separators, drives and alternate streams.
  if (remotePath.includes("\0") || (sep === "\\" && names.some((name) => /[\\:]/.test(name)))) {
    const message = `${origin}: ${quoted(remotePath)} is not the name of a file`;
    throw new ArchiveError("ARCHIVE_NAME", message, { origin, remotePath });
  }
  return join(root, ...names);
}
