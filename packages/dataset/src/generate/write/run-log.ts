import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { writeError } from "./_system-error.ts";

/** What changes from run to run: times, workers, paths. Nothing else in a dataset depends on it. */
export const runLogFile = "run-log.jsonl";

/** Add a line about a run. @throws DatasetError DATASET_WRITE */
export function logRun(directory: string, event: string, details: object): Promise<void> {
  return appendRunLog(directory, `${JSON.stringify({ time: new Date().toISOString(), event, ...details })}\n`);
}

/** Add lines of another log. @throws DatasetError DATASET_WRITE */
export async function appendRunLog(directory: string, lines: string): Promise<void> {
  const file = join(directory, runLogFile);
  try {
    await appendFile(file, lines);
  } catch (error) {
    throw writeError(error, file);
  }
}
