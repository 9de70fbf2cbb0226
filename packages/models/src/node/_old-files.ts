import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { partialPattern, readChecked, systemCode } from "./_disk.ts";
import { checkJsonSize, parseModelJson } from "./_model-json.ts";
import { weightsPattern } from "./_weights-file.ts";

/** A save of another process may still be at work on what was changed since. */
const youngMs = 3_600_000;

/** Where there is no file at all. */
const notThere: readonly (string | undefined)[] = ["ENOENT", "EISDIR"];

/** Files of weights that a model.json names, none where there is no such file; undefined if it cannot be known. */
export async function namedWeights(file: string): Promise<readonly string[] | undefined> {
  try {
    const bytes = await readChecked(file, (size) => checkJsonSize(size, file));
    return parseModelJson(bytes, file).weightsManifest.flatMap(({ paths }) => paths);
  } catch (error) {
    return notThere.includes(systemCode(error)) ? [] : undefined;
  }
}

/**
 * Remove what a save has replaced, and what saves that were ended left long ago; never what model.json names by now. That
 * something stays does no harm, so nothing is thrown.
 * @param replaced weights that model.json named before the save: no other save will name them, for each has names of its own
 */
export async function removeOld(directory: string, modelName: string, replaced: readonly string[]): Promise<void> {
  const named = await namedWeights(join(directory, modelName));
  // Whatever was saved last has weights: if there are none, something else is at work here.
  if (named === undefined || named.length === 0) return;
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
