import { basename } from "node:path";
import type * as library from "@atcs/train";
import type { BuildLeaderboardOptions, SubmitOptions, Verification } from "@atcs/train";
import type { Context } from "../command.ts";
import { printResult } from "../dataset/print.ts";
import { CommandError } from "../errors.ts";
import { countText } from "../format/value.ts";
import { createProgress, type Progress } from "../progress/progress.ts";
import { asUsageError } from "../train/usage.ts";
import type { LeaderboardRequest } from "./options.ts";
import { builtJson, builtText, submissionJson, submissionText, verificationJson, verificationText } from "./summary.ts";

/** `@atcs/train`, or what a test gives for it. */
export type LeaderboardTools = Pick<typeof library, "submit" | "verify" | "buildLeaderboard">;

/** Options of the library that have one on the command line. */
const names = ["dataset", "predictions", "name", "authors", "description", "url", "out", "metric", "title"];

/**
 * Make a submission, or verify some, or build the page of them, and tell what came of it.
 * @throws CommandError when a submission is refused
 */
export async function leaderboard(
  request: LeaderboardRequest,
  tools: LeaderboardTools,
  context: Context,
): Promise<void> {
  const progress = createProgress(context.io, { label: `atcs leaderboard ${request.kind}` });
  try {
    if (request.kind === "submit") await submit(request.options, tools, progress, context);
    else if (request.kind === "verify") await verifyAll(request, tools, progress, context);
    else await build(request.options, tools, progress, context);
  } catch (error) {
    throw asUsageError(error, names);
  } finally {
    await progress.stop();
  }
}

async function submit(
  options: SubmitOptions,
  tools: LeaderboardTools,
  progress: Progress,
  context: Context,
): Promise<void> {
  const made = await tools.submit({ ...options, ...watch(progress, context) });
  await progress.stop();
  await printResult(context, submissionText(made), submissionJson(made));
}

async function verifyAll(
  { submissions, options }: Extract<LeaderboardRequest, { kind: "verify" }>,
  tools: LeaderboardTools,
  progress: Progress,
  context: Context,
): Promise<void> {
  const found: Verification[] = [];
  for (const [i, submission] of submissions.entries()) {
    const before = submissions.length > 1 ? `submission ${i + 1} of ${submissions.length}, ` : "";
    found.push(await tools.verify({ ...options, submission, ...watch(progress, context, before) }));
  }
  await progress.stop();
  await printResult(context, verificationText(found), verificationJson(found));
  const refused = found.filter(({ accepted }) => !accepted);
  if (refused.length > 0) throw refusal(refused, found.length);
}

async function build(
  options: BuildLeaderboardOptions,
  tools: LeaderboardTools,
  progress: Progress,
  context: Context,
): Promise<void> {
  const onProgress = (done: number, total: number, submission: string): void =>
    progress.total.update({
      done,
      total,
      detail: `${done} of ${countText(total, "instance")} of ${basename(submission)}`,
    });
  const built = await tools.buildLeaderboard({ ...options, onProgress, signal: context.signal });
  await progress.stop();
  await printResult(context, builtText(built), builtJson(built));
  if (built.refused.length > 0) throw refusal(built.refused, options.submissions.length);
}

function watch(progress: Progress, { signal }: Context, before: string = "") {
  const onProgress = (done: number, total: number): void =>
    progress.total.update({ done, total, detail: `${before}${done} of ${countText(total, "instance")}` });
  return { signal, onProgress };
}

function refusal(refused: readonly Pick<Verification, "directory" | "problems">[], all: number): CommandError {
  const [first] = refused;
  const message =
    all === 1
      ? `${first!.directory}: the submission is refused, for ${countText(first!.problems.length, "reason")}`
      : `${refused.length} of ${countText(all, "submission")} ${refused.length === 1 ? "is" : "are"} refused`;
  return new CommandError(message, {
    code: "LEADERBOARD_REFUSED",
    hint: "The reasons are told above; atcs leaderboard submit makes a sound one.",
    file: all === 1 ? first!.directory : undefined,
  });
}
