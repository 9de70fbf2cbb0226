import { join } from "node:path";
import type { BuiltLeaderboard, MadeSubmission, Verification } from "@atcs/train";
import { summaryLines } from "../dataset/summary-lines.ts";
import { scoreParts } from "../evaluate/scores.ts";
import type { JsonValue } from "../format/json.ts";

type Lines = readonly (readonly [name: string, value: string])[];

/** What `atcs leaderboard submit` prints for people. */
export function submissionText({ directory, submission }: MadeSubmission): Iterable<string> {
  const { name, task, split, subset, scores, files } = submission;
  return summaryLines([
    ["name", name],
    ["task", `${task}, split ${split}, ${subset}`],
    ...scoreLines(scores),
    ["files", String(Object.keys(files).length)],
    ["written", directory],
  ]);
}

/** What `atcs leaderboard submit --json` prints. */
export function submissionJson({ directory, submission }: MadeSubmission): JsonValue {
  return { directory, submission: JSON.parse(JSON.stringify(submission)) as JsonValue };
}

/** What `atcs leaderboard verify` prints for people. */
export function* verificationText(found: readonly Verification[]): Generator<string> {
  for (const [i, { directory, accepted, problems, about, scores }] of found.entries()) {
    if (i > 0) yield "\n";
    yield* summaryLines([
      [accepted ? "accepted" : "refused", directory],
      ...(about.name === undefined ? [] : [["name", about.name] as const]),
      ...problemLines(problems),
      ...(scores === null ? [] : scoreLines(scores)),
    ]);
  }
}

/** What `atcs leaderboard verify --json` prints. */
export function verificationJson(found: readonly Verification[]): JsonValue {
  const submissions = found.map(({ evaluation: _, ...rest }) => rest);
  return { submissions: JSON.parse(JSON.stringify(submissions)) as JsonValue };
}

/** What `atcs leaderboard build` prints for people. */
export function* builtText({ directory, files, groups, refused }: BuiltLeaderboard): Generator<string> {
  for (const { settings, entries } of groups) {
    const { task, heightBins, split, subset } = settings;
    yield* summaryLines([
      ["task", `${task}, height bins ${heightBins[0]} to ${heightBins[1] - 1}, split ${split}, ${subset}`],
      ...entries.map(
        ({ about, scores }, i) => [`${i + 1}.`, `${about.name}: ${scoreParts(scores).join(", ")}`] as const,
      ),
    ]);
    yield "\n";
  }
  yield* summaryLines([
    ...refused.flatMap((one) => [["refused", one.directory] as const, ...problemLines(one.problems)]),
    ["written", files.map((name) => join(directory, name)).join(", ")],
  ]);
}

/** What `atcs leaderboard build --json` prints. */
export function builtJson({ directory, files, groups, refused }: BuiltLeaderboard): JsonValue {
  const tables = groups.map(({ settings, entries }) => ({
    settings,
    entries: entries.map(({ about, scores }) => ({ about, scores })),
  }));
  return JSON.parse(JSON.stringify({ directory, files, groups: tables, refused })) as JsonValue;
}

function problemLines(problems: Verification["problems"]): Lines {
  return problems.map(({ file, problem }) => ["problem", file === "" ? problem : `${file}: ${problem}`] as const);
}

function scoreLines(scores: object): Lines {
  return scoreParts(scores).map((part, i) => [i === 0 ? "scores" : "", part] as const);
}
