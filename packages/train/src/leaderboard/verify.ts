import { lstat, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Evaluation } from "@atcs/dataset";
import { checkFunction, checkOptions, checkSignal, checkText } from "../config/check.ts";
import { TrainError } from "../errors.ts";
import { Problems, type SubmissionProblem } from "../evaluate/problems.ts";
import { readLimited } from "../evaluate/read-file.ts";
import { mostMetaBytes } from "../evaluate/read-meta.ts";
import { type ScoredPredictions, scorePredictions, sha256 } from "../evaluate/score-predictions.ts";
import { type PredictionsSettings, readSettings, type StatedSettings } from "../evaluate/settings.ts";
import { parseUntrusted } from "../evaluate/untrusted-json.ts";
import { predictionsMetaFile } from "../predict/predictions-meta.ts";
import { ioError, systemCode } from "../run/write-file.ts";
import type { SubmissionAbout } from "./about.ts";
import { checkDigests } from "./digests.ts";
import { checkListing } from "./list-files.ts";
import { plainScores, type Scores, scoreDifferences } from "./scores.ts";
import { mostSubmissionBytes, readSubmission, type StatedSubmission, submissionFiles } from "./submission-file.ts";
import { SubsetCache } from "./subset-cache.ts";

/** What {@link verify} verifies. */
export interface VerifyOptions {
  /** Directory that `submit` made. */
  readonly submission: string;
  /** Directory, file or URL of the dataset. */
  readonly dataset: string;
  /** Called after each instance. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What came of it. */
export interface Verification {
  /** Absolute. */
  readonly directory: string;
  readonly accepted: boolean;
  /** Why it is refused: all that was found. */
  readonly problems: readonly SubmissionProblem[];
  /** What its makers say of it, as far as that is in order. */
  readonly about: Partial<SubmissionAbout>;
  /** What the predictions are of; null when that is not said, or not rightly. */
  readonly settings: PredictionsSettings | null;
  /** Recomputed from the predictions and the dataset; null when that cannot be. */
  readonly scores: Scores | null;
  /** The same with height bins, break-downs and instances. */
  readonly evaluation: Evaluation | null;
}

/**
 * Verify a submission: recompute every score from its predictions. Nothing in it is trusted: what is surplus or missing, has
 * another type, shape or digest, is no number, is a link, states other scores, or is of another dataset is refused.
 * @throws (rejects with) TrainError TRAIN_SUBMISSION when there is no such directory; TRAIN_DATASET, TRAIN_IO; DatasetError when
 * the dataset is missing or damaged; TypeError for wrong options; the reason of the signal
 * @example
 * ```ts
 * import { verify } from "@atcs/train";
 *
 * const { accepted, problems, scores } = await verify({ submission: "submissions/first", dataset: "dataset" });
 * console.log(accepted, scores?.dice, problems);
 * ```
 */
export async function verify(options: VerifyOptions): Promise<Verification> {
  checkOptions("verify", options, ["submission", "dataset", "onProgress", "signal"]);
  const { submission, dataset, onProgress, signal } = options;
  checkText("submission", submission, "a directory");
  checkText("dataset", dataset, "a directory or URL");
  checkFunction("onProgress", onProgress);
  checkSignal(signal);
  signal?.throwIfAborted();
  await using subsets = new SubsetCache(dataset);
  return await verifyWith(subsets, submission, { onProgress, signal });
}

type Watch = Pick<VerifyOptions, "onProgress" | "signal">;

/** {@link verify} one of several submissions. @internal */
export async function verifyWith(subsets: SubsetCache, submission: string, watch: Watch): Promise<Verification> {
  const directory = resolve(submission);
  const problems = new Problems();
  const stated = await readStated(directory, problems);
  const found = await readPredictions(directory, subsets, problems, watch);
  if (found !== undefined) checkSettings(stated?.settings, found.settings, problems);
  if (stated?.files !== undefined && found?.digests !== undefined) {
    checkDigests(stated.files, found.digests, found.names, problems);
  }
  const evaluation = found?.evaluation ?? null;
  const scores = evaluation === null ? null : plainScores(evaluation);
  if (scores !== null && stated?.scores !== undefined) {
    for (const problem of scoreDifferences(stated.scores, scores)) problems.add(submissionFiles.about, problem);
  }
  const settings = complete(found?.settings) ?? null;
  const { isEmpty: accepted, list } = problems;
  return { directory, accepted, problems: list, about: stated?.about ?? {}, settings, scores, evaluation };
}

/**
 * What `submission.json` says.
 * @throws (rejects with) TrainError TRAIN_SUBMISSION for what is no directory
 */
export async function readStated(directory: string, problems: Problems): Promise<StatedSubmission | undefined> {
  await checkDirectory(directory);
  const { about, predictions } = submissionFiles;
  const expected = { prefix: "", hasFile: (name: string) => name === about, folders: [predictions] };
  await checkListing(directory, expected, problems);
  const fields = await problems.attemptOf(about, null, async () =>
    parseUntrusted(await readLimited(join(directory, about), { mostBytes: mostSubmissionBytes, followLinks: false })),
  );
  return fields && readSubmission(fields, problems);
}

/** What was found in the predictions. */
interface FoundPredictions extends Partial<ScoredPredictions> {
  readonly settings: StatedSettings;
  /** Of the files that there must be. */
  readonly names: ReadonlySet<string>;
}

async function readPredictions(
  submission: string,
  subsets: SubsetCache,
  problems: Problems,
  { onProgress, signal }: Watch,
): Promise<FoundPredictions | undefined> {
  const directory = join(submission, submissionFiles.predictions);
  const prefix = `${submissionFiles.predictions}/`;
  const metaFile = `${prefix}${predictionsMetaFile}`;
  if (!(await isOwnDirectory(directory, problems))) return undefined;
  const limits = { mostBytes: mostMetaBytes, followLinks: false };
  const bytes = await problems.attemptOf(metaFile, null, () =>
    readLimited(join(directory, predictionsMetaFile), limits),
  );
  const fields = bytes && problems.attempt(metaFile, () => parseUntrusted(bytes));
  if (bytes === undefined || fields === undefined) return undefined;
  const stated = readSettings(fields, { file: metaFile, problems, isComplete: true });
  const settings = complete(stated);
  const opened = settings && (await problems.attemptOf(metaFile, null, () => subsets.open(settings, { signal })));
  if (settings === undefined || opened === undefined) return { settings: stated, names: new Set() };
  if (settings.fingerprint !== opened.fingerprint) {
    const expected = `"${opened.fingerprint}", that of the dataset and split`;
    problems.add(metaFile, `fingerprint is "${settings.fingerprint}": expected ${expected}`);
  }
  const names = new Set([predictionsMetaFile, ...opened.data.ids.map((id) => `${id}.npy`)]);
  await checkListing(directory, { prefix, hasFile: (name) => names.has(name), folders: [] }, problems);
  const { threshold } = settings;
  const scoring = { threshold, prefix, followLinks: false, onProgress, signal };
  const { evaluation, digests } = await scorePredictions(directory, opened, problems, scoring);
  const all = new Map([[predictionsMetaFile, sha256(bytes)], ...digests]);
  return { settings, names, evaluation, digests: all };
}

/** What is said twice must be the same. */
function checkSettings(stated: StatedSettings | undefined, found: StatedSettings, problems: Problems): void {
  if (stated === undefined) return;
  for (const name of Object.keys(found) as (keyof StatedSettings)[]) {
    const [said, own] = [stated[name], found[name]];
    if (said === undefined || own === undefined || isDeepStrictEqual(said, own)) continue;
    const expected = `that of ${submissionFiles.predictions}/${predictionsMetaFile}`;
    const told = name === "model" ? "model is another one: expected" : `${name} is ${JSON.stringify(said)}: expected`;
    problems.add(submissionFiles.about, `${told} ${expected}`);
  }
}

function complete(settings: StatedSettings | undefined): PredictionsSettings | undefined {
  const isComplete = settings !== undefined && Object.values(settings).every((value) => value !== undefined);
  return isComplete ? (settings as PredictionsSettings) : undefined;
}

async function checkDirectory(directory: string): Promise<void> {
  const found = await stat(directory).catch((error: unknown) => {
    if (["ENOENT", "ENOTDIR"].includes(systemCode(error))) return undefined;
    throw ioError(error, directory, "read");
  });
  if (found?.isDirectory() === true) return;
  const problem = `there is no submission: expected a directory with ${submissionFiles.about} and ${submissionFiles.predictions}`;
  throw new TrainError("TRAIN_SUBMISSION", problem, { file: directory });
}

/** Links and files in its place were told when the submission was listed. */
async function isOwnDirectory(directory: string, problems: Problems): Promise<boolean> {
  try {
    return (await lstat(directory)).isDirectory();
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw ioError(error, directory, "read");
    problems.add(submissionFiles.predictions, "it is missing");
    return false;
  }
}
