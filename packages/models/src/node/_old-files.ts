import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { partialPattern } from "./_disk.ts";
import { parseModelJson } from "./_model-json.ts";
import { weightsPattern } from "./_weights-file.ts";

/** A save of another process may still be at work on what was changed since. */
const youngMs = 3_600_000;

/** Files of weights that a model.json names; undefined if there is none that can be read. */
export async function namedWeights(file: string): Promise<readonly string[] | undefined> {
  try {
    return parseModelJson(await readFile(file), file).weightsManifest.flatMap(({ paths }) => paths);
  } catch {
    return undefined;
  }
}

/**
 * Remove what a save has replaced, and what saves that were ended left long ago; never what model.json names by now. That
 * something stays does no harm, so nothing is thrown.
 * @param replaced weights that model.json named before the save: no other save will name them, for each has names of its own
 */
export async function removeOld(directory: string, modelName: string, replaced: readonly string[]): Promise<void> {
  const named = await namedWeights(join(directory, modelName));
  if (named === undefined) return;
  for (const name of await readdir(directory).catch(() => [])) {
    if (named.includes(name)) continue;
    const complete = partialPattern.exec(name)?.[1];
    const isOurs = weightsPattern.test(complete ?? name) || complete === modelName;
    if (!isOurs) continue;
    const file = join(directory, name);
    if (replaced.includes(name) || (await isOld(file))) await rm(file, { force: true }).catch(() => {});
  }
}

async function isOld(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > youngMs;
}
