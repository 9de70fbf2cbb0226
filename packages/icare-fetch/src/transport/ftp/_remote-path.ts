import { quoted, shown } from "../../_text.ts";
import { ArchiveError } from "../../errors.ts";

/**
 * A line break would start another command.
 * @throws ArchiveError ARCHIVE_NAME; TypeError for a path that does not start at the top
 */
export function checkRemotePath(path: string, origin: string): void {
  if (/[\r\n\0]/.test(path)) {
    const message = `${origin}: "${shown(path)}" holds a line break or NUL, which FTP cannot send`;
    throw new ArchiveError("ARCHIVE_NAME", message, { origin, remotePath: path });
  }
  if (!path.startsWith("/")) throw new TypeError(`a remote path starts with "/", got ${quoted(path)}`);
}
