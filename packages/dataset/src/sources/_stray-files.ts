import { isDatasetError } from "../errors.ts";
import type { InstanceIndex } from "../layout/instance-index.ts";
import type { StraySearch } from "./types.ts";

/** Folders of the instances' files. */
const instanceFolders = ["input", "output"];

/** Instances lie two folders deep; a link that leads back to its own folder has no end. */
const mostDepth = 8;

/**
 * Files in the folders of the instances that no instance has, by path, ascending.
 * @param list names in a folder, those of folders with a slash at the end
 * @throws the reason of the signal
 */
export async function findStrayFiles(
  list: (folder: string) => Promise<readonly string[]>,
  index: InstanceIndex,
  signal: AbortSignal | undefined,
): Promise<StraySearch> {
  const known = knownPaths(index);
  const files: string[] = [];
  const unreadFolders: string[] = [];
  const search = async (folder: string, depth: number): Promise<void> => {
    signal?.throwIfAborted();
    const names = await list(folder).catch((error: unknown) => {
      if (!isDatasetError(error, "DATASET_IO", "DATASET_LAYOUT")) throw error;
      unreadFolders.push(folder);
      return [];
    });
    for (const name of names) {
      const path = `${folder}/${name}`;
      if (!name.endsWith("/")) {
        if (!known.has(path)) files.push(path);
      } else if (depth < mostDepth) await search(path.slice(0, -1), depth + 1);
    }
  };
  for (const folder of instanceFolders) await search(folder, 1);
  return { files: files.sort(), unreadFolders: unreadFolders.sort() };
}

function knownPaths(index: InstanceIndex): Set<string> {
  const known = new Set<string>();
  for (const id of index.ids) {
    try {
      const { inputPath, outputPath } = index.info(id);
      known.add(inputPath).add(outputPath);
    } catch (error) {
      // A damaged entry is told as damage of its instance.
      if (!isDatasetError(error)) throw error;
    }
  }
  return known;
}
