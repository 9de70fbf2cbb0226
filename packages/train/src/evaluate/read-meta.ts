import { stat } from "node:fs/promises";
import { join } from "node:path";
import { TrainError } from "../errors.ts";
import { predictionsMetaFile } from "../predict/predictions-meta.ts";
import { ioError, systemCode } from "../run/write-file.ts";
import type { Problems } from "./problems.ts";
import { readLimited } from "./read-file.ts";
import { readSettings, type StatedSettings } from "./settings.ts";
import { parseUntrusted } from "./untrusted-json.ts";

/** Of `meta.json`: what it says of a network can be long. */
export const mostMetaBytes: number = 2 ** 20;

/** Nothing is said. */
const nothing: StatedSettings = {
  ...{ task: undefined, heightBins: undefined, split: undefined, subset: undefined },
  ...{ fingerprint: undefined, threshold: undefined, model: undefined },
};

/**
 * What the `meta.json` of predictions says of them, which may be little; nothing when there is none.
 * @throws TrainError TRAIN_SUBMISSION for a directory that is not there, TRAIN_IO
 */
export async function readMeta(directory: string, problems: Problems): Promise<StatedSettings> {
  await checkDirectory(directory);
  const file = predictionsMetaFile;
  const path = join(directory, file);
  if (!(await isThere(path))) return nothing;
  const fields = await problems.attemptOf(file, null, async () =>
    parseUntrusted(await readLimited(path, { mostBytes: mostMetaBytes, followLinks: true })),
  );
  return fields === undefined ? nothing : readSettings(fields, { file, problems, isComplete: false });
}

async function checkDirectory(directory: string): Promise<void> {
  const found = await statOf(directory);
  if (found?.isDirectory() === true) return;
  const what = found === undefined ? "there is no such directory" : "it is no directory";
  const problem = `${what}: expected one of predictions, <id>.npy and ${predictionsMetaFile}`;
  throw new TrainError("TRAIN_SUBMISSION", problem, { file: directory });
}

async function isThere(path: string): Promise<boolean> {
  return (await statOf(path)) !== undefined;
}

async function statOf(path: string): Promise<Awaited<ReturnType<typeof stat>> | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(systemCode(error))) return undefined;
    throw ioError(error, path, "read");
  }
}
