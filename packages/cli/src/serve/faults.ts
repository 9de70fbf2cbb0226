import { readFile } from "node:fs/promises";
import type { FaultRule } from "@atcs/simulator";
import { CommandError } from "../errors.ts";

/** The check of the simulator. @throws TypeError naming the rule that is wrong */
export type CheckFaults = (rules: readonly FaultRule[]) => void;

/**
 * The rules of a file: a JSON list of what shall go wrong.
 * @throws CommandError when it cannot be read, or a rule is wrong
 */
export async function readFaults(path: string, check: CheckFaults): Promise<readonly FaultRule[]> {
  const rules = parse(path, await read(path)) as readonly FaultRule[];
  try {
    check(rules);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw faultsError(
      path,
      cause.message,
      "All kinds of faults are in docs/reference/simulator.md#the-archive-server",
      cause,
    );
  }
  return rules;
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const { code = String(cause) } = cause as { code?: string };
    throw faultsError(path, `cannot be read (${code === "ENOENT" ? "no such file" : code})`, "Check the path.", cause);
  }
}

function parse(path: string, text: string): unknown {
  try {
    // Editors on Windows may put a byte order mark in front.
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    const { message } = cause as Error;
    throw faultsError(path, `is not JSON: ${message}`, 'Such as: [{ "kind": "delay", "milliseconds": 200 }]', cause);
  }
}

function faultsError(file: string, problem: string, hint: string, cause: unknown): CommandError {
  return new CommandError(`${file}: ${problem}`, { code: "FAULTS", hint, file, cause });
}
