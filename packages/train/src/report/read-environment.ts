import { readFile } from "node:fs/promises";
import { ioError, systemCode } from "../run/write-file.ts";
import type { Facts } from "./content.ts";

const mostFacts = 60;
const mostCharacters = 200;
const mostDepth = 4;

/**
 * What each start of a run was made with; none when there is no such file, or it cannot be understood: nothing depends on it.
 * @throws TrainError TRAIN_IO
 */
export async function readEnvironments(file: string): Promise<Facts[]> {
  try {
    const json: unknown = JSON.parse(await readFile(file, "utf8"));
    return Array.isArray(json) ? json.map((entry) => facts(entry, "", mostDepth).slice(0, mostFacts)) : [];
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === "ENOENT") return [];
    throw ioError(error, file, "read");
  }
}

/** `{ cpu: { cores: 2 } }` as "cpu, cores": "2". */
function facts(value: unknown, name: string, depth: number): [string, string][] {
  if (typeof value !== "object" || value === null || depth === 0) {
    const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
    return [[name.slice(0, mostCharacters), text.slice(0, mostCharacters)]];
  }
  return Object.entries(value)
    .slice(0, mostFacts)
    .flatMap(([key, inner]) => facts(inner, name === "" ? key : `${name}, ${key}`, depth - 1));
}
