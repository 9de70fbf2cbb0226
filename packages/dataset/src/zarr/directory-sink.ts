import { DatasetError } from "../errors.ts";
import { requireNodeModule } from "../store/_node.ts";
import { ownerMark, partialPrefix, removeLeftovers } from "./_leftovers.ts";
import type { DatasetSink } from "./sink.ts";

/**
 * A new directory (Node). It is written under a temporary name beside, and renamed when it is complete: a pack that is
 * there is whole. What a process left under such a name that was killed, the next one removes that writes the same: of this
 * host since it was started, and on Linux of the same container; whether others are still there cannot be told.
 * @param directory must not exist yet; its parents are made
 * @throws DatasetError DATASET_WRITE when it exists, or cannot be written
 */
export async function directorySink(directory: string): Promise<DatasetSink> {
  const { promises } = requireNodeModule("node:fs", directory);
  const { basename, dirname, join, resolve } = requireNodeModule("node:path", directory);
  const target = resolve(directory);
  const temporary = join(dirname(target), partialPrefix(basename(target)) + ownerMark());
  const made = new Set<string>();
  const isFolder = (path: string): Promise<boolean> =>
    promises.stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
  // Not with the option recursive, which tells ENOENT of a file system that is read-only.
  const makeFolder = async (folder: string, isParentThere = false): Promise<void> => {
    try {
      await promises.mkdir(folder);
    } catch (error) {
      const code = (error as { code?: string }).code;
      // Another pack may have made it meanwhile; and of a root, not every system tells EEXIST.
      if (code === "EEXIST" || (await isFolder(folder))) return;
      if (isParentThere || code !== "ENOENT" || dirname(folder) === folder) throw error;
      await makeFolder(dirname(folder));
      await makeFolder(folder, true);
    }
  };
  const exists = async (): Promise<boolean> => (await promises.lstat(target).catch(() => undefined)) !== undefined;
  const refuseExisting = async (): Promise<void> => {
    if (!(await exists())) return;
    throw new DatasetError("DATASET_WRITE", "it exists already: remove it, or choose another name", {
      file: directory,
    });
  };

  await refuseExisting();
  await attempt(directory, async () => {
    await makeFolder(dirname(target));
    await removeLeftovers(dirname(target), basename(target));
    await promises.mkdir(temporary);
  });
  return {
    name: directory,
    write: (path, bytes) =>
      attempt(join(directory, path), async () => {
        const file = join(temporary, path);
        const folder = dirname(file);
        if (!made.has(folder)) await promises.mkdir(folder, { recursive: true });
        made.add(folder);
        await promises.writeFile(file, bytes, { flag: "wx" });
      }),
    finish: async () => {
      await refuseExisting();
      await attempt(directory, () => promises.rename(temporary, target));
    },
    abort: () => attempt(directory, () => promises.rm(temporary, { recursive: true, force: true })),
  };
}

async function attempt<T>(file: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const code = (cause as { code?: string }).code;
    const known: Record<string, string> = {
      ENOSPC: "the disk is full",
      EDQUOT: "the disk quota is used up",
      EACCES: "permission denied",
      EROFS: "the file system is read-only",
      ENOTDIR: "a part of its path is a file",
    };
    const reason = (code && known[code]) ?? code ?? String(cause);
    throw new DatasetError("DATASET_WRITE", `it cannot be written (${reason})`, { file, cause });
  }
}
