import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { onDisk } from "./errors.ts";

/** Where a dataset is among the files of an archive. */
export interface FoundDataset {
  /** The directory that it is in: "" for the top. */
  readonly folder: string;
  /** There is nothing beside that directory. */
  readonly isAlone: boolean;
}

/** One of them is in the directory of a dataset, whatever its layout. */
const marks = ["instance_info.json", "zarr.json", "atrain.h5"];

/** Look for a dataset at the top, or in the only directory there that has one; undefined when there is none, or several. */
export async function findDataset(top: string): Promise<FoundDataset | undefined> {
  if (await isDataset(top)) return { folder: "", isAlone: false };
  const entries = await onDisk("reading", top, () => readdir(top, { withFileTypes: true }));
  const found: string[] = [];
  for (const entry of entries) {
    if (entry.isDirectory() && (await isDataset(join(top, entry.name)))) found.push(entry.name);
  }
  const [folder] = found;
  return folder !== undefined && found.length === 1 ? { folder, isAlone: entries.length === 1 } : undefined;
}

async function isDataset(folder: string): Promise<boolean> {
  for (const name of marks) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found?.isFile() === true) return true;
  }
  return false;
}
