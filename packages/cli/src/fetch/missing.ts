import type { Archive } from "@atcs/icare-fetch";
import { isArchiveError } from "./archive-errors.ts";

/**
 * The first directory on the way to those of the products that the archive says is not there. What may not be looked at may
 * be there.
 * @param directories those of the products, below the archive's root
 * @returns its path below the root, "" for the root itself; undefined when all may be there
 */
export async function findMissing(
  archive: Archive,
  directories: Iterable<string>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const onTheWay = new Set([""]);
  for (const directory of directories) {
    const names = directory.split("/");
    for (const at of names.keys()) onTheWay.add(names.slice(0, at + 1).join("/"));
  }
  for (const path of onTheWay) if (await isMissing(archive, path, signal)) return path;
  return undefined;
}

async function isMissing(archive: Archive, path: string, signal: AbortSignal): Promise<boolean> {
  try {
    return (await archive.stat(path, { signal })).kind === "file";
  } catch (error) {
    if (isArchiveError(error) && error.code === "ARCHIVE_PERMISSION") return false;
    if (isArchiveError(error) && error.code === "ARCHIVE_NOT_FOUND") return true;
    throw error;
  }
}
