import { readFile, stat } from "node:fs/promises";
import type { RunConfig, TrainOptions } from "@atcs/train";
import { CommandError, UsageError } from "../errors.ts";
import { nearestName } from "./nearest-name.ts";
import { trainOptionNames } from "./option-table.ts";
import { optionsOfRun } from "./run-options.ts";

const names: readonly string[] = ["dataset", "out", ...trainOptionNames];
/** Longer ones are no options. */
const mostBytes = 2 ** 20;

/**
 * Options of training in a file: JSON with the names of the library, `{"batchSize": 16}`, or the `config.json` of a run.
 * @param parseRunConfig reads the latter
 * @throws CommandError when it cannot be read; UsageError for what is no JSON object, or an option that there is not
 */
export async function readConfigFile(
  file: string,
  parseRunConfig: (text: string, file: string) => RunConfig,
): Promise<Partial<TrainOptions>> {
  const text = await readText(file);
  const json = parse(text, file);
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new UsageError(`${file}: expected options as {"network": "unet_2d", "epochs": 50}`);
  }
  // No option is called so.
  if ("version" in json) return optionsOfRun(parseRunConfig(text, file));
  checkNames(json, file);
  checkPaths({ ...json }, file);
  return json;
}

function checkNames(json: object, file: string): void {
  const unknown = Object.keys(json).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const nearest = nearestName(unknown, names);
  const advice = nearest === undefined ? `expected some of ${names.join(", ")}` : `did you mean ${nearest}?`;
  throw new UsageError(`${file}: there is no option ${JSON.stringify(unknown)}: ${advice}`);
}

/** They are looked up before the library checks options. */
function checkPaths(json: Readonly<Record<string, unknown>>, file: string): void {
  for (const name of ["dataset", "out"]) {
    const path = json[name];
    if (path === undefined || (typeof path === "string" && path !== "")) continue;
    throw new UsageError(`${file}: ${name} is ${JSON.stringify(path)}: expected a path`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EISDIR: "it is a directory",
  ENOENT: "there is no such file",
  ENOTDIR: "a part of its path is a file",
};

async function readText(file: string): Promise<string> {
  const fail = (reason: string, cause?: unknown): never => {
    throw new CommandError(`${file}: the options cannot be read (${reason})`, {
      code: "CONFIG",
      hint: "Check the path that is given with --config.",
      file,
      cause,
    });
  };
  try {
    const { size } = await stat(file);
    return size > mostBytes ? fail(`it has ${size} bytes`) : await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const code = (error as { code?: string }).code ?? String(error);
    return fail(reasons[code] ?? code, error);
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file}: it is no JSON (${(error as Error).message})`);
  }
}
