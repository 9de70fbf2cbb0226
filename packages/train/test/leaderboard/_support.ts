import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Submission } from "../../src/leaderboard/submission-file.ts";
import { submit } from "../../src/leaderboard/submit.ts";
import { type TestPredictions, writePredictions } from "../evaluate/_support.ts";

/** Make a submission of predictions with errors. */
export async function writeSubmission(
  out: string,
  dataset: string,
  { name = "A guess", ...predictions }: TestPredictions & { readonly name?: string } = {},
): Promise<string> {
  await writePredictions(`${out}-predictions`, dataset, predictions);
  await submit({ predictions: `${out}-predictions`, dataset, name, out });
  return out;
}

/** `submission.json` of a submission. */
export function readAbout(directory: string): Submission {
  return JSON.parse(readFileSync(join(directory, "submission.json"), "utf8")) as Submission;
}

/** Change `submission.json`. */
export function editAbout(directory: string, change: (about: Submission) => object): void {
  writeFileSync(join(directory, "submission.json"), JSON.stringify(change(readAbout(directory))));
}

/** Write a file of predictions, and its digest as a forger would. */
export function forge(directory: string, file: string, content: Uint8Array | string): void {
  writeFileSync(join(directory, "predictions", file), content);
  const digest = createHash("sha256").update(content).digest("hex");
  editAbout(directory, (about) => ({ ...about, files: { ...about.files, [file]: digest } }));
}
