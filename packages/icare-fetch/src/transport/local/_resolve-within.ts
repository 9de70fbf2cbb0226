import { realpath } from "node:fs/promises";
import { isAbsolute, join, posix, relative, sep } from "node:path";
import { quoted } from "../../_text.ts";
import { ArchiveError, RemotePathError } from "../../errors.ts";

/**
 * The real local path of a remote one.
 *
 * @param root a real path
 * @throws ArchiveError ARCHIVE_NAME for a path that no archive has; RemotePathError for links that lead out; what
 * the file system throws
 */
export async function resolveWithin(root: string, remotePath: string, origin: string): Promise<string> {
  const names = posix
    .normalize(`/${remotePath}`)
    .split("/")
    .filter((name) => name !== "");
  // On Windows also other separators, drives and alternate streams.
  if (remotePath.includes("\0") || (sep === "\\" && names.some((name) => /[\\:]/.test(name)))) {
    const message = `${origin}: ${quoted(remotePath)} is not the name of a file`;
    throw new ArchiveError("ARCHIVE_NAME", message, { origin, remotePath });
  }
  const real = await realpath(join(root, ...names));
  const inside = relative(root, real);
  if (inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside)) return real;
  throw new RemotePathError(
    "ARCHIVE_PERMISSION",
    `${origin}: ${quoted(remotePath)} is a symbolic link that leads out of the archive`,
    { origin, remotePath },
  );
}
