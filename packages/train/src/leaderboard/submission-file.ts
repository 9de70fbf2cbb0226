import type { JsonFields } from "../config/json-fields.ts";
import type { Problems } from "../evaluate/problems.ts";
import {
  isDigest,
  isPlainText,
  type PredictionsSettings,
  readSettings,
  type StatedSettings,
} from "../evaluate/settings.ts";
import { aboutNames, aboutProblem, type SubmissionAbout } from "./about.ts";
import type { Scores } from "./scores.ts";

/** What a submission directory holds. */
export const submissionFiles = { about: "submission.json", predictions: "predictions" } as const;

/** `submission.json`: what a submission is, and what it claims. */
export interface Submission extends SubmissionAbout, PredictionsSettings {
  readonly format: "atcs-submission-1";
  /** As the submitter computed them: `plainScores`. */
  readonly scores: Scores;
  /** SHA-256 of each file of predictions, in hexadecimal, by name: `meta.json`, `17.npy`. */
  readonly files: Readonly<Record<string, string>>;
  /** Of the `@atcs/train` that made it. */
  readonly version: string;
}

/** The same as far as it can be understood. */
export interface StatedSubmission {
  readonly about: Partial<SubmissionAbout>;
  readonly settings: StatedSettings;
  readonly scores: ReadonlyMap<string, number | null> | undefined;
  readonly files: ReadonlyMap<string, string> | undefined;
}

/** Text of `submission.json`. */
export function formatSubmission(submission: Submission): string {
  return `${JSON.stringify(submission, null, 1)}\n`;
}

/** The most bytes that `submission.json` is read with: enough for the digests of 700,000 instances. */
export const mostSubmissionBytes: number = 2 ** 26;

/** Read `submission.json`. Each thing that is wrong becomes a problem of the file, and is undefined. */
export function readSubmission(fields: JsonFields, problems: Problems): StatedSubmission {
  const file = submissionFiles.about;
  problems.attempt(file, () => fields.choice("format", ["atcs-submission-1"]));
  const about = aboutNames.flatMap((name) => {
    const value = fields.value(name);
    const problem = aboutProblem(name, value);
    if (problem !== undefined) problems.add(file, problem);
    return problem === undefined && value !== undefined ? [[name, value] as const] : [];
  });
  const settings = readSettings(fields, { file, problems, isComplete: true });
  const scores = problems.attempt(file, () =>
    entriesOf(fields, "scores", isScore, `a number up to ${mostScore}, or null`),
  );
  const files = problems.attempt(file, () => entriesOf(fields, "files", isDigest, "a SHA-256 in hexadecimal"));
  problems.attempt(file, () => {
    if (!isPlainText(fields.value("version"))) throw fields.wrong("version", "the version of @atcs/train");
  });
  problems.attempt(file, () => fields.nothingElse());
  return { about: Object.fromEntries(about), settings, scores, files };
}

/** A map: a name such as `__proto__` is nothing special in it. */
function entriesOf<T>(
  fields: JsonFields,
  key: string,
  isRight: (value: unknown) => value is T,
  expected: string,
): ReadonlyMap<string, T> {
  const value = fields.value(key);
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const entries = isObject ? Object.entries(value) : [];
  if (isObject && entries.every((entry): entry is [string, T] => isRight(entry[1]))) return new Map(entries);
  throw fields.wrong(key, `an object of which each value is ${expected}`);
}

/** Beyond it counts are not exact, and nothing that is scored comes near. */
const mostScore = Number.MAX_SAFE_INTEGER;

function isScore(value: unknown): value is number | null {
  return value === null || (typeof value === "number" && Math.abs(value) <= mostScore);
}
