import { shown } from "../_text.ts";
import { ArchiveError } from "../errors.ts";

/**
 * The absolute remote path of one that is given below the root of an archive.
 * @throws ArchiveError ARCHIVE_NAME for "..", ".", empty names and control characters: no server is asked for such
 * things
 */
export function remotePathOf(root: string, path: string, origin: string): string {
  if (typeof path !== "string") throw new TypeError(`expected a path below the archive's root, got ${typeof path}`);
  const names = path.replace(/^\//, "").replace(/\/$/, "").split("/");
  if (path !== "" && path !== "/" && !names.every(isName)) {
    const problem = `"${shown(path)}": expected names between slashes, without "." or ".."`;
    throw new ArchiveError("ARCHIVE_NAME", problem, { origin, remotePath: path });
  }
  const below = names.join("/");
  const base = root === "/" ? "" : root;
  return below === "" ? base || "/" : `${base}/${below}`;
}

function isName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !/\p{Cc}/u.test(name);
}
