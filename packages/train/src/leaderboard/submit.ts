import { randomBytes } from "node:crypto";
import { readdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { makeDirectory } from "@atcs/icare-fetch/disk";
import { checkFunction, checkOptions, checkSignal, checkText } from "../config/check.ts";
import { TrainError } from "../errors.ts";
import { packageVersions } from "../evaluate/_versions.ts";
import { Problems } from "../evaluate/problems.ts";
import { readLimited } from "../evaluate/read-file.ts";
import { mostMetaBytes } from "../evaluate/read-meta.ts";
import { scorePredictions, sha256 } from "../evaluate/score-predictions.ts";
import { ScoredSubset } from "../evaluate/scored-subset.ts";
import { type PredictionsSettings, readSettings } from "../evaluate/settings.ts";
import { parseUntrusted } from "../evaluate/untrusted-json.ts";
import { predictionsMetaFile } from "../predict/predictions-meta.ts";
import { ioError, systemCode, writeWhole } from "../run/write-file.ts";
import { aboutNames, aboutProblem, type SubmissionAbout } from "./about.ts";
import { plainScores } from "./scores.ts";
import { formatSubmission, type Submission, submissionFiles } from "./submission-file.ts";

/** What {@link submit} makes a submission of. */
export interface SubmitOptions extends SubmissionAbout {
  /** Directory of `<id>.npy` and `meta.json`, as `predictLabels` writes them. Other files in it are left behind. */
  readonly predictions: string;
  /** Directory, file or URL of the dataset that was predicted. */
  readonly dataset: string;
  /** Directory for the submission, which is not there yet, or empty. */
  readonly out: string;
  /** Called after each instance. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A submission that was made. */
export interface MadeSubmission {
  /** Absolute. */
  readonly directory: string;
  /** As `submission.json` has it. */
  readonly submission: Submission;
}

/**
 * Make a submission of predictions: a directory with a copy of them and `submission.json`, which names them, their scores and
 * their digests. What `verify` would refuse is refused. It appears under its name when it is complete.
 * @throws (rejects with) TrainError TRAIN_SUBMISSION, which tells all that is wrong and names file and instances; TRAIN_DATASET,
 * TRAIN_IO; DatasetError; TypeError and RangeError for wrong options; the reason of the signal
 * @example
 * ```ts
 * import { submit } from "@atcs/train";
 *
 * const { submission } = await submit({
 *   predictions: "runs/first/predictions/val",
 *   dataset: "dataset",
 *   name: "simple_conv",
 *   out: "submissions/first",
 * });
 * console.log(submission.scores.dice);
 * ```
 */
export async function submit(options: SubmitOptions): Promise<MadeSubmission> {
  checkSubmitOptions(options);
  const { signal } = options;
  signal?.throwIfAborted();
  const directory = resolve(options.out);
  await checkFree(directory);
  const temporary = join(dirname(directory), `.${basename(directory)}.${randomBytes(6).toString("hex")}.part`);
  try {
    const submission = await fill(temporary, options);
    await onDisk(directory, async () => {
      // Windows does not rename over an empty directory; one that got something in the meantime stays.
      await rmdir(directory).catch((error: unknown) => {
        if (systemCode(error) !== "ENOENT") throw error;
      });
      await rename(temporary, directory);
    });
    return { directory, submission };
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}

/** Copy, check and score the predictions, each file read once. */
async function fill(directory: string, options: SubmitOptions): Promise<Submission> {
  const { dataset, onProgress, signal } = options;
  const source = resolve(options.predictions);
  const target = join(directory, submissionFiles.predictions);
  const problems = new Problems();
  const { settings, bytes } = await readMeta(source, problems);
  const opened = await problems.attemptOf(predictionsMetaFile, null, () =>
    ScoredSubset.open(dataset, settings, { signal }),
  );
  problems.throwIfAny(source);
  await using subset = opened!;
  if (settings.fingerprint !== subset.fingerprint) {
    const expected = `"${subset.fingerprint}", that of the dataset and split`;
    problems.add(predictionsMetaFile, `fingerprint is "${settings.fingerprint}": expected ${expected}`);
    problems.throwIfAny(source);
  }
  await onDisk(directory, async () => makeDirectory(target));
  const write = (name: string, content: Uint8Array): Promise<void> => writeWhole(join(target, name), [content]);
  await write(predictionsMetaFile, bytes);
  const { threshold } = settings;
  const scoring = { threshold, followLinks: true, onFile: write, onProgress, signal };
  const { evaluation, digests } = await scorePredictions(source, subset, problems, scoring);
  problems.throwIfAny(source);
  const said = aboutNames.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]] as const]));
  const submission: Submission = {
    format: "atcs-submission-1",
    ...(Object.fromEntries(said) as Pick<SubmitOptions, "name">),
    ...settings,
    scores: plainScores(evaluation!),
    files: Object.fromEntries([[predictionsMetaFile, sha256(bytes)], ...digests]),
    version: packageVersions()["@atcs/train"],
  };
  await writeWhole(join(directory, submissionFiles.about), [formatSubmission(submission)]);
  return submission;
}

/** @throws TrainError TRAIN_SUBMISSION */
async function readMeta(
  directory: string,
  problems: Problems,
): Promise<{ readonly settings: PredictionsSettings; readonly bytes: Uint8Array }> {
  const file = predictionsMetaFile;
  const found = await problems.attemptOf(file, null, async () => {
    const bytes = await readLimited(join(directory, file), { mostBytes: mostMetaBytes, followLinks: true });
    return { bytes, fields: parseUntrusted(bytes) };
  });
  const settings = found && readSettings(found.fields, { file, problems, isComplete: true });
  problems.throwIfAny(directory);
  return { settings: settings as PredictionsSettings, bytes: found!.bytes };
}

function checkSubmitOptions(options: SubmitOptions): void {
  checkOptions("submit", options, ["predictions", "dataset", "out", "onProgress", "signal", ...aboutNames]);
  for (const name of ["predictions", "dataset", "out"] as const) checkText(name, options[name], "a path");
  for (const name of aboutNames) {
    const problem = aboutProblem(name, options[name]);
    if (problem === undefined) continue;
    throw typeof options[name] === "string" ? new RangeError(problem) : new TypeError(problem);
  }
  checkFunction("onProgress", options.onProgress);
  checkSignal(options.signal);
}

/** @throws TrainError TRAIN_SUBMISSION */
async function checkFree(directory: string): Promise<void> {
  const names = await readdir(directory).catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return [];
    if (systemCode(error) !== "ENOTDIR") throw ioError(error, directory, "read");
    throw new TrainError("TRAIN_SUBMISSION", "it is a file: expected a directory that is not there yet", {
      file: directory,
    });
  });
  if (names.length === 0) return;
  const problem = `the directory is not empty (${JSON.stringify(names[0])} is in it): choose another one for the submission`;
  throw new TrainError("TRAIN_SUBMISSION", problem, { file: directory });
}

async function onDisk(file: string, action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    throw ioError(error, file, "written");
  }
}
