import { createHash } from "node:crypto";
import { join } from "node:path";
import { foldName, ownPrefix, partSuffix, safeNamesOf } from "../_paths.ts";

/** Beside the files of each directory: what is known of them. */
export const recordFolder: string = ownPrefix;

/** In the cache's directory: locks, holds, listings. */
export const sharedFolder: string = `${ownPrefix}-cache`;

export const recordSuffix = ".json";
export const partRecordSuffix: string = `${partSuffix}${recordSuffix}`;

/** Where a file of the archive and what is known of it lie. */
export interface Place {
  readonly remotePath: string;
  /** The archive, with the root of its paths. */
  readonly origin: string;
  /** In the archive, without a leading slash. */
  readonly path: string;
  /** Names it in locks and holds; one for all names that some file system takes for the same. */
  readonly key: string;
  /** The complete file. */
  readonly data: string;
  /** The file while it is incomplete. */
  readonly part: string;
  /** Directory of the records. */
  readonly records: string;
  readonly record: string;
  readonly partRecord: string;
}

/** Where the files of an archive lie. */
export interface Layout {
  readonly directory: string;
  /** The archive, without the root of its paths. */
  readonly origin: string;
  /** Directory of the archive that is left out of local paths; undefined where they have a directory of their own. */
  readonly remoteRoot: string | undefined;
}

/** @throws ArchiveError ARCHIVE_NAME */
export function placeOf({ directory, origin, remoteRoot }: Layout, remotePath: string): Place {
  const names = safeNamesOf(remotePath);
  const root = (remoteRoot ?? "").split("/").filter((name) => name !== "");
  const isBelow = root.length < names.length && root.every((name, index) => names[index] === name);
  const path = isBelow ? names.slice(root.length) : names;
  const below = remoteRoot === undefined ? [folderOf(origin), ...path] : path;
  const name = below[below.length - 1]!;
  const parent = join(directory, ...below.slice(0, -1));
  const records = join(parent, recordFolder);
  return {
    remotePath,
    origin: [origin, ...root].join("/"),
    path: path.join("/"),
    key: keyOf(below),
    data: join(parent, name),
    part: join(parent, name + partSuffix),
    records,
    record: join(records, name + recordSuffix),
    partRecord: join(records, name + partRecordSuffix),
  };
}

/** @param names of the path below the cache's directory */
export function keyOf(names: readonly string[]): string {
  return createHash("sha256")
    .update(foldName(names.join("/")))
    .digest("hex")
    .slice(0, 32);
}

/** Name of the directory for the files of an archive: `sftp_me@host_22`. Different for different archives. */
export function folderOf(origin: string): string {
  const [, scheme, account, port] = /^([a-z]+):\/\/([a-z0-9._-]*@?[a-z0-9.-]*[a-z0-9])(?::(\d+))?$/.exec(origin) ?? [];
  if (scheme !== undefined && account !== undefined && account.length <= 100) {
    return [scheme, account, ...(port === undefined ? [] : [port])].join("_");
  }
  // Others are told apart by the digest alone: what is left of the text is there for people.
  const readable = origin.replace(/[^A-Za-z0-9@-]+/g, "-").slice(0, 100);
  return `${readable}_${createHash("sha256").update(origin).digest("hex").slice(0, 16)}`;
}
