import { InvalidArgumentError } from "commander";
import { parseWhole } from "../simulate/options.ts";

/** "0,1,2": seeds, each once. */
export function parseSeeds(text: string): readonly number[] {
  return integers(text, 0, 2 ** 32 - 1, "Expected seeds with commas between, such as 0,1,2.");
}

/** "1,2,4,8,16": how many angles, each once. */
export function parseAngleCounts(text: string): readonly number[] {
  return integers(text, 1, 16, "Expected numbers of angles from 1 to 16 with commas between, such as 1,2,4,8,16.");
}

/** "tri1,all_bands": names, each once. */
export function parseSchemes(text: string): readonly string[] {
  const names = text.split(",").map((name) => name.trim());
  if (!names.includes("") && new Set(names).size === names.length) return names;
  throw new InvalidArgumentError("Expected schemes of fields with commas between, such as tri1,all_bands.");
}

/** How many tasks of a job array at once. */
export const parseAtOnce: (text: string) => number = parseWhole(1, 1000);

/** The number of a run. */
export const parseIndex: (text: string) => number = parseWhole(0, 999);

function integers(text: string, least: number, most: number, expected: string): readonly number[] {
  const values = text.split(",").map((each) => (/^\s*\d{1,10}\s*$/.test(each) ? Number(each) : Number.NaN));
  const isRight = values.every((value) => value >= least && value <= most);
  if (isRight && new Set(values).size === values.length) return values;
  throw new InvalidArgumentError(expected);
}
