import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { onDisk } from "./errors.ts";

/** Where a dataset is among the files of an archive. */
export interface FoundDataset {
  /** The directory that it is in, with / between: "" for the top. */
  readonly folder: string;
  /** There is nothing beside that directory, nor beside those that it is in. */
  readonly isAlone: boolean;
}

/** What a search has come to. */
export interface DatasetSearch {
  /** In the order of their names; those higher up first. */
  readonly found: readonly FoundDataset[];
  /** There were more directories, or deeper ones, than are looked into. */
  readonly isCutShort: boolean;
}

/** How far a search goes. */
export interface SearchLimits {
  /** Levels below the top. */
  readonly depth: number;
  readonly directories: number;
}

/** Further down there is no dataset that anybody would find; and an archive of anything else may have millions. */
export const searchLimits: SearchLimits = { depth: 4, directories: 1000 };

/** One of them is in the directory of a dataset, whatever its layout. */
const marks = ["instance_info.json", "zarr.json", "atrain.h5"];

/** Look for datasets at the top and below it, level by level; what is in a dataset is part of it. */
export async function findDatasets(top: string, { depth, directories }: SearchLimits): Promise<DatasetSearch> {
  const found: FoundDataset[] = [];
  let level: FoundDataset[] = [{ folder: "", isAlone: true }];
  let searched = 0;
  for (let i = 0; i <= depth && level.length > 0; i++) {
    const next: FoundDataset[] = [];
    for (const place of level) {
      if (searched++ === directories) return { found, isCutShort: true };
      const path = join(top, place.folder);
      const entries = await onDisk("reading", path, () => readdir(path, { withFileTypes: true }));
      if (entries.some((entry) => entry.isFile() && marks.includes(entry.name))) {
        found.push(place);
        continue;
      }
      const isAlone = place.isAlone && entries.length === 1;
      for (const { name } of entries.filter((entry) => entry.isDirectory()).sort(byName)) {
        next.push({ folder: place.folder === "" ? name : `${place.folder}/${name}`, isAlone });
      }
    }
    level = next;
  }
  return { found, isCutShort: level.length > 0 };
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
