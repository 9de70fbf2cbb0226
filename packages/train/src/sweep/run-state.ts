import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { JsonFields } from "../config/json-fields.ts";
import { TrainError } from "../errors.ts";
import { ioError, systemCode, writeWhole } from "../run/write-file.ts";
import { sweepFiles } from "./layout.ts";
import type { SweepRun } from "./types.ts";

const statuses = ["started", "complete", "failed"] as const;

/** How far a run of a sweep is: `states/<name>.json`. */
export interface RunState {
  readonly run: SweepRun;
  readonly status: (typeof statuses)[number];
  /** Why it failed. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

/**
 * @returns undefined for a run that was not begun
 * @throws TrainError TRAIN_RUN when it is damaged, or of a run with other options; TRAIN_IO
 */
export async function readState(sweep: string, run: SweepRun): Promise<RunState | undefined> {
  const file = stateFile(sweep, run);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw ioError(error, file, "read");
  }
  return parseState(text, file, run);
}

/** @throws TrainError TRAIN_IO */
export function writeState(sweep: string, state: RunState): Promise<void> {
  return writeWhole(stateFile(sweep, state.run), [`${JSON.stringify(state, null, 2)}\n`]);
}

function stateFile(sweep: string, { name }: SweepRun): string {
  return join(sweep, sweepFiles.states, `${name}.json`);
}

function parseState(text: string, file: string, run: SweepRun): RunState {
  const refuse = (problem: string): TrainError => {
    const advice = `remove it and ${sweepFiles.runs}/${run.name} to train the run anew`;
    return new TrainError("TRAIN_RUN", `${problem}; ${advice}`, { file });
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse(`it is no JSON (${(error as Error).message})`);
  }
  const fields = new JsonFields(value, refuse);
  if (!isDeepStrictEqual(fields.value("run"), run)) {
    throw refuse(`the run ${run.name} was begun with other options than ${sweepFiles.plan} has`);
  }
  const status = fields.choice("status", statuses);
  const error = fields.objectOrNull("error");
  return { run, status, error: error === null ? null : { code: error.text("code"), message: error.text("message") } };
}
