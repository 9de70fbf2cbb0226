import { type FileHandle, open, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { makeDirectory } from "@atcs/icare-fetch/disk";
import { systemCode, writeError } from "./_system-error.ts";

/** Where files lie until they are complete, below the directory that is generated. */
export const partialFolder = ".partial";

/**
 * Write a file that appears under its name when it is complete and on the disk; one that is there is replaced.
 * @param directory of the dataset or shard; the file lies below it, and until it is complete in its `.partial`
 * @throws DatasetError DATASET_WRITE, with nothing left behind
 */
export async function writeAtomic(
  directory: string,
  path: string,
  pieces: readonly (Uint8Array | string)[],
): Promise<void> {
  const target = join(directory, path);
  const temporary = join(directory, partialFolder, basename(path));
  try {
    makeDirectory(dirname(temporary));
    makeDirectory(dirname(target));
    await writeSynced(temporary, pieces);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw writeError(error, target);
  }
}

async function writeSynced(file: string, pieces: readonly (Uint8Array | string)[]): Promise<void> {
  const handle = await open(file, "w");
  try {
    for (const piece of pieces)
      await writeAll(handle, typeof piece === "string" ? new TextEncoder().encode(piece) : piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await handle.write(bytes, done, bytes.length - done)).bytesWritten;
  }
}

/** Put the names in a directory on the disk, where the system can. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r").catch(() => undefined);
  // Windows has no such thing, and some network file systems refuse it.
  await handle?.sync().catch(() => {});
  await handle?.close();
}

/** The text of a file; undefined when there is none. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw writeError(error, file);
  }
}

/** Make the directory that is written to, unless it is there. @throws DatasetError DATASET_WRITE */
export function makeOutput(directory: string): void {
  try {
    makeDirectory(directory);
  } catch (error) {
    throw writeError(error, directory);
  }
}

/** Remove what runs that were ended have left incomplete. */
export async function removePartial(directory: string): Promise<void> {
  const folder = join(directory, partialFolder);
  try {
    await rm(folder, { recursive: true, force: true });
  } catch (error) {
    throw writeError(error, folder);
  }
}
