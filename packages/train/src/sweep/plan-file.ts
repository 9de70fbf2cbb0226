import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { makeDirectory, takeLock } from "@atcs/icare-fetch/disk";
import { checkOptions, checkSignal } from "../config/check.ts";
import { TrainError } from "../errors.ts";
import { ioError, systemCode, writeWhole } from "../run/write-file.ts";
import { expandRuns } from "./expand-runs.ts";
import { sweepFiles } from "./layout.ts";
import type { SweepOptions, SweepPlan } from "./types.ts";

/** Far more than a thousand runs need. */
const mostBytes = 2 ** 24;

/**
 * Make the directory of a sweep with its plan. When the same sweep is there already, that is as well.
 * @returns its absolute path
 * @throws TrainError TRAIN_RUN when another sweep is there, TRAIN_CONFIG when its plan is damaged, TRAIN_IN_USE, TRAIN_IO;
 * TypeError for wrong options; the signal's reason
 */
export async function createSweep(
  sweep: string,
  plan: SweepPlan,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<string> {
  checkOptions("createSweep", options, ["signal"]);
  const { signal } = options;
  checkSignal(signal);
  const directory = resolve(sweep);
  const file = join(directory, sweepFiles.plan);
  onDisk(directory, () => {
    for (const name of [sweepFiles.runs, sweepFiles.states, sweepFiles.logs]) makeDirectory(join(directory, name));
  });
  const inUse = (): TrainError =>
    new TrainError("TRAIN_IN_USE", "another process makes this sweep: try again", { file: directory });
  const lock = await takeLock(join(directory, sweepFiles.lock), { taken: inUse, lost: inUse, waits: true, signal });
  try {
    const text = `${JSON.stringify(plan, null, 2)}\n`;
    const found = await readPlan(directory);
    if (found === undefined) await writeWhole(file, [text]);
    else if (!isDeepStrictEqual(found, plan)) {
      const problem = "there is another sweep already: choose another directory, or go on with that one";
      throw new TrainError("TRAIN_RUN", problem, { file: directory });
    }
  } finally {
    lock.release();
  }
  return directory;
}

/**
 * The plan of a sweep.
 * @throws TrainError TRAIN_RUN when there is no sweep, TRAIN_CONFIG when its plan is damaged, TRAIN_IO
 */
export async function readSweep(sweep: string): Promise<SweepPlan> {
  const plan = await readPlan(resolve(sweep));
  if (plan !== undefined) return plan;
  const problem = `it is no sweep: there is no ${sweepFiles.plan} in it`;
  throw new TrainError("TRAIN_RUN", problem, { file: resolve(sweep) });
}

/**
 * Options of a sweep in a file of JSON: `{"options": {"epochs": 20}, "seeds": [0, 1], "runs": [{"name": "wide", "options":
 * {"baseWidth": 128}}]}`, or the `sweep.json` of another one. What is in the options is not looked at: see `planSweep`.
 * @throws TrainError TRAIN_CONFIG when it is no JSON object, TRAIN_IO
 */
export async function readSweepOptions(file: string): Promise<Partial<SweepOptions>> {
  const text = await readText(file);
  if (text === undefined) throw new TrainError("TRAIN_IO", "it cannot be read (there is none)", { file });
  const { version = 1, ...options } = parse(text, file);
  if (version === 1) return options;
  throw new TrainError("TRAIN_CONFIG", `its version is ${JSON.stringify(version)}: expected 1`, { file });
}

async function readPlan(directory: string): Promise<SweepPlan | undefined> {
  const file = join(directory, sweepFiles.plan);
  const text = await readText(file);
  if (text === undefined) return undefined;
  try {
    return expandRuns(parse(text, file) as unknown as SweepOptions);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new TrainError("TRAIN_CONFIG", `it is no plan of a sweep (${error.message})`, { file, cause: error });
  }
}

/** @returns undefined when there is no such file */
async function readText(file: string): Promise<string | undefined> {
  try {
    const { size } = await stat(file);
    if (size <= mostBytes) return await readFile(file, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(systemCode(error))) return undefined;
    throw ioError(error, file, "read");
  }
  throw new TrainError("TRAIN_CONFIG", `it is too large for a sweep: expected at most ${mostBytes} bytes`, { file });
}

function parse(text: string, file: string): Partial<SweepOptions> & { readonly version?: unknown } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TrainError("TRAIN_CONFIG", `it is no JSON (${(cause as Error).message})`, { file, cause });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  const expected = '{"runs": [{"name": "wide", "options": {"baseWidth": 128}}]}';
  throw new TrainError("TRAIN_CONFIG", `expected an object such as ${expected}`, { file });
}

function onDisk(directory: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw ioError(error, directory, "written");
  }
}
