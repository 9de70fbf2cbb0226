import type { Stats } from "node:fs";
import { lstat, mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Make a directory and those above it. Node's own recursive mkdir says "no such directory" also where a file system is
 * read-only or full.
 * @throws errors of the system; for a link that leads nowhere, one that says so
 */
export async function makeDirectory(path: string): Promise<void> {
  if (await isDirectory(path)) return;
  const parent = dirname(path);
  if (parent !== path) await makeDirectory(parent);
  try {
    await mkdir(path);
  } catch (error) {
    // Another was faster.
    if ((error as { code?: string }).code === "EEXIST" && (await isDirectory(path))) return;
    throw (await isLinkToNothing(path)) ? new Error(`${path} is a link that leads nowhere`, { cause: error }) : error;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return (await statIfThere(path))?.isDirectory() === true;
}

async function isLinkToNothing(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isSymbolicLink() === true && (await statIfThere(path)) === undefined;
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return undefined;
    throw error;
  }
}
