import { DatasetError } from "../errors.ts";
import { requireNodeModule } from "../store/_node.ts";
import type { DatasetSink } from "./sink.ts";

/**
 * A new directory (Node). It is written under a temporary name beside, and renamed when it is complete: a pack that is
 * there is whole.
 * @param directory must not exist yet; its parents are made
 * @throws DatasetError DATASET_WRITE when it exists, or cannot be written
 */
export async function directorySink(directory: string): Promise<DatasetSink> {
  const { promises } = requireNodeModule("node:fs", directory);
  const { basename, dirname, join, resolve } = requireNodeModule("node:path", directory);
  const target = resolve(directory);
  const temporary = join(dirname(target), `.${basename(target)}.partial-${globalThis.process.pid}`);
  const made = new Set<string>();
  const exists = async (): Promise<boolean> => (await promises.lstat(target).catch(() => undefined)) !== undefined;
  const refuseExisting = async (): Promise<void> => {
    if (!(await exists())) return;
    throw new DatasetError("DATASET_WRITE", "it exists already: remove it, or choose another name", {
      file: directory,
    });
  };

  await refuseExisting();
  await attempt(directory, async () => {
    await promises.mkdir(dirname(target), { recursive: true });
    // Of a process with the same number that was killed.
    await promises.rm(temporary, { recursive: true, force: true });
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
    };
    const reason = (code && known[code]) ?? code ?? String(cause);
    throw new DatasetError("DATASET_WRITE", `it cannot be written (${reason})`, { file, cause });
  }
}
