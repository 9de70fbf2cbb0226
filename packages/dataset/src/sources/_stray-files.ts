import { isDatasetError } from "../errors.ts";
import type { InstanceIndex } from "../layout/instance-index.ts";

/** Folders of the instances' files. */
const instanceFolders = ["input", "output"];

/** Instances lie two folders deep; a link that leads back to its own folder has no end. */
const mostDepth = 8;

/**
 * Files in the folders of the instances that no instance has, by path, ascending.
 * @param list names in a folder, those of folders with a slash at the end
 */
export async function findStrayFiles(
  list: (folder: string) => Promise<readonly string[]>,
  index: InstanceIndex,
): Promise<string[]> {
  const known = knownPaths(index);
  const strays: string[] = [];
  const search = async (folder: string, depth: number): Promise<void> => {
    for (const name of await list(folder)) {
      const path = `${folder}/${name}`;
      if (!name.endsWith("/")) {
        if (!known.has(path)) strays.push(path);
      } else if (depth < mostDepth) await search(path.slice(0, -1), depth + 1);
    }
  };
  for (const folder of instanceFolders) await search(folder, 1);
  return strays.sort();
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
