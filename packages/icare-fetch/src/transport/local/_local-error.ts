import { quoted } from "../../_text.ts";
import { type ArchiveError, ConnectionError, isArchiveError, RemotePathError } from "../../errors.ts";

/** Codes of the file system that say that there is no such thing, and those that forbid it. */
const missing = new Set(["ENOENT", "ENOTDIR", "EISDIR", "ENAMETOOLONG"]);
const forbidden = new Set(["EACCES", "EPERM", "ELOOP"]);

/** The file system's error as one of this package. */
export function localError(error: unknown, origin: string, remotePath: string): ArchiveError {
  if (isArchiveError(error)) return error;
  const code = String((error as NodeJS.ErrnoException)?.code ?? error);
  const where = remotePath === "/" ? origin : `${origin}: ${quoted(remotePath)}`;
  const options = { origin, remotePath, cause: error };
  if (missing.has(code))
    return new RemotePathError("ARCHIVE_NOT_FOUND", `${where}: there is no such file or directory (${code})`, options);
  if (forbidden.has(code))
    return new RemotePathError("ARCHIVE_PERMISSION", `${where}: it may not be read (${code})`, options);
  // Network file systems and disks that are plugged in come back.
  return new ConnectionError("ARCHIVE_CONNECTION", `${where}: it could not be read (${code})`, options);
}
