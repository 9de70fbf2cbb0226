import type { Stats } from "ssh2";
import { quoted } from "../../_text.ts";
import { ConnectionError } from "../../errors.ts";
import type { RemoteKind, RemoteStat } from "../../types.ts";
import type { Task } from "./_errors.ts";
import type { SftpSettings } from "./options.ts";

const typeMask = 0o170000;
const kindByType: ReadonlyMap<number, RemoteKind> = new Map([
  [0o100000, "file"],
  [0o040000, "directory"],
  [0o120000, "link"],
]);
const kindByLetter: Readonly<Record<string, RemoteKind>> = { "-": "file", d: "directory", l: "link" };

/**
 * Servers may leave out each of the attributes.
 *
 * @param longname the line of `ls -l` that a listing has for people, for the kind where there is no mode
 * @throws ConnectionError for a file whose size the server does not say
 */
export function statOf(
  attributes: Partial<Stats>,
  longname: string | undefined,
  { remotePath }: Task,
  { origin }: SftpSettings,
): RemoteStat {
  const { mode, size, mtime } = attributes;
  const byName = longname === undefined ? undefined : kindByLetter[longname.charAt(0)];
  const kind = (mode === undefined ? byName : kindByType.get(mode & typeMask)) ?? "other";
  if (kind === "file" && !Number.isSafeInteger(size)) {
    const message = `${origin}: ${quoted(remotePath)}: the size of a file is ${String(size)}: expected a number of bytes`;
    throw new ConnectionError("ARCHIVE_PROTOCOL", message, { origin, remotePath });
  }
  return { kind, size: size ?? 0, modifiedMs: mtime === undefined ? undefined : 1000 * mtime };
}
