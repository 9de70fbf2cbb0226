import { join, resolve } from "node:path";
import { makeDirectory } from "@atcs/icare-fetch/disk";
import {
  checkBoolean,
  checkChoice,
  checkFunction,
  checkOptions,
  checkSignal,
  checkText,
  describeValue,
} from "../config/check.ts";
import { heightsInKm } from "../evaluate/heights.ts";
import { Problems, type SubmissionProblem } from "../evaluate/problems.ts";
import type { StatedSettings } from "../evaluate/settings.ts";
import { ioError, removePartial, writeWhole } from "../run/write-file.ts";
import { groupEntries, type LeaderboardEntry, type LeaderboardGroup } from "./groups.ts";
import { type LeaderboardContent, leaderboardMarkdown } from "./markdown.ts";
import { leaderboardMetricNames } from "./metrics.ts";
import { leaderboardHtml } from "./page.ts";
import { SubsetCache } from "./subset-cache.ts";
import { readStated, type Verification, verifyWith } from "./verify.ts";

/** What {@link buildLeaderboard} builds. */
export interface BuildLeaderboardOptions {
  /** Directories that `submit` made. */
  readonly submissions: readonly string[];
  /** Directory, file or URL of the dataset; not needed without verification. */
  readonly dataset?: string | undefined;
  /** Directory for `index.html` and `leaderboard.md`. */
  readonly out: string;
  /** Score by which is sorted: one of `leaderboardMetricNames`. @default "dice" */
  readonly metric?: string | undefined;
  /** @default "Leaderboard" */
  readonly title?: string | undefined;
  /** Recompute all scores? Without it stated ones are shown as such, and there are no break-downs. @default true */
  readonly verify?: boolean | undefined;
  /** Called after each instance of each submission. */
  readonly onProgress?: ((done: number, total: number, submission: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A submission that is not in the leaderboard. */
export interface RefusedSubmission {
  /** Absolute. */
  readonly directory: string;
  readonly problems: readonly SubmissionProblem[];
}

/** A leaderboard that was written. */
export interface BuiltLeaderboard {
  /** Absolute. */
  readonly directory: string;
  /** Names of the files in it. */
  readonly files: readonly string[];
  /** What stands in it. */
  readonly groups: readonly LeaderboardGroup[];
  readonly refused: readonly RefusedSubmission[];
}

const names = { page: "index.html", markdown: "leaderboard.md" } as const;

/**
 * Build a leaderboard of submissions: a static page that needs nothing else, and Markdown. Different tasks, height bins, splits
 * and datasets have tables of their own. Submissions that `verify` refuses are left out and told.
 * @throws (rejects with) TrainError TRAIN_SUBMISSION for a directory that is not there; TRAIN_DATASET, TRAIN_IO; DatasetError;
 * TypeError and RangeError for wrong options; the reason of the signal
 * @example
 * ```ts
 * import { buildLeaderboard } from "@atcs/train";
 *
 * const { groups, refused } = await buildLeaderboard({
 *   submissions: ["submissions/first", "submissions/second"],
 *   dataset: "dataset",
 *   out: "leaderboard",
 * });
 * console.log(groups.map(({ entries }) => entries.map(({ about }) => about.name)), refused);
 * ```
 */
export async function buildLeaderboard(options: BuildLeaderboardOptions): Promise<BuiltLeaderboard> {
  checkBuildOptions(options);
  const { metric = "dice", title = "Leaderboard", signal } = options;
  signal?.throwIfAborted();
  const directory = resolve(options.out);
  const submissions = options.submissions.map((path) => resolve(path));
  const found =
    options.verify === false ? await readAll(submissions, metric) : await verifyAll(submissions, options, metric);
  const content: LeaderboardContent = { title, groups: found.groups, metric, refused: found.refused.length };
  try {
    makeDirectory(directory);
    await removePartial(directory);
  } catch (error) {
    throw ioError(error, directory, "written");
  }
  await writeWhole(join(directory, names.markdown), [leaderboardMarkdown(content)]);
  await writeWhole(join(directory, names.page), [leaderboardHtml(content)]);
  return { directory, files: [names.page, names.markdown], groups: found.groups, refused: found.refused };
}

type Found = Pick<BuiltLeaderboard, "groups" | "refused">;

async function verifyAll(
  submissions: readonly string[],
  { dataset, onProgress, signal }: BuildLeaderboardOptions,
  metric: string,
): Promise<Found> {
  await using subsets = new SubsetCache(dataset!);
  const entries: LeaderboardEntry[] = [];
  const refused: RefusedSubmission[] = [];
  for (const submission of submissions) {
    const progress = (done: number, total: number): void => onProgress?.(done, total, submission);
    const verification = await verifyWith(subsets, submission, { onProgress: progress, signal });
    const { directory, problems } = verification;
    if (verification.accepted) entries.push(entryOf(verification));
    else refused.push({ directory, problems });
  }
  const groups = await Promise.all(
    groupEntries(entries, metric).map(async (group) => ({
      ...group,
      heightsKm: await heightsInKm(await subsets.open(group.settings, { signal }), signal),
    })),
  );
  return { groups, refused };
}

/** As the makers state it, where that is in order in itself. */
async function readAll(submissions: readonly string[], metric: string): Promise<Found> {
  const entries: LeaderboardEntry[] = [];
  const refused: RefusedSubmission[] = [];
  for (const directory of submissions) {
    const problems = new Problems();
    const stated = await readStated(directory, problems);
    if (!problems.isEmpty || stated?.scores === undefined) refused.push({ directory, problems: problems.list });
    else {
      const { about, settings, scores } = stated;
      entries.push(entryOf({ about, settings, scores: Object.fromEntries(scores), evaluation: null }));
    }
  }
  return { groups: groupEntries(entries, metric), refused };
}

/** Where there is no problem, nothing is missing. */
function entryOf({ about, settings, scores, evaluation }: FoundEntry): LeaderboardEntry {
  return { about, settings, scores, evaluation } as LeaderboardEntry;
}

type FoundEntry = Pick<Verification, "about" | "scores" | "evaluation"> & { readonly settings: StatedSettings | null };

function checkBuildOptions(options: BuildLeaderboardOptions): void {
  checkOptions("buildLeaderboard", options, [
    ...["submissions", "dataset", "out", "metric", "title", "verify", "onProgress", "signal"],
  ]);
  const { submissions, dataset, out, metric, title, verify = true, onProgress, signal } = options;
  checkBoolean("verify", verify);
  if (dataset !== undefined || verify)
    checkText("dataset", dataset, "a directory or URL, to verify the submissions with");
  checkText("out", out, "a directory");
  if (metric !== undefined) checkChoice("metric", metric, leaderboardMetricNames);
  if (title !== undefined) checkText("title", title, "a title");
  checkFunction("onProgress", onProgress);
  checkSignal(signal);
  if (!Array.isArray(submissions)) throw new TypeError(`submissions is ${describeValue(submissions)}: expected a list`);
  for (const [i, submission] of submissions.entries()) checkText(`submissions[${i}]`, submission, "a directory");
  const paths = submissions.map((submission: string) => resolve(submission));
  const twice = paths.find((path, i) => paths.indexOf(path) < i);
  if (twice !== undefined) throw new RangeError(`submissions has ${twice} twice: expected each one once`);
}
