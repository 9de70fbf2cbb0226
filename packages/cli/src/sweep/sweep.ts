import type * as library from "@atcs/train";
import type { SweepFailure, SweepResult } from "@atcs/train";
import type { Context } from "../command.ts";
import { printResult } from "../dataset/print.ts";
import { CommandError, UsageError } from "../errors.ts";
import { countText } from "../format/value.ts";
import { writeTo } from "../io.ts";
import { createProgress } from "../progress/progress.ts";
import { asUsageError } from "../train/usage.ts";
import type { SweepAction, SweepRequest } from "./request.ts";
import { sweptOptionNames } from "./request.ts";
import { showSweep } from "./show-progress.ts";
import { plainJson, planText, runText, summaryText } from "./summary.ts";

/** `@atcs/train`, or what a test gives for it. */
export type SweepTools = Pick<
  typeof library,
  "planSweep" | "createSweep" | "readSweep" | "runSweep" | "writeSweepSummary" | "writeSlurmScript" | "summarizeSweep"
>;

/** How the nodes of a cluster start this command: program and script. */
export type AtcsCommand = readonly string[];

/**
 * Plan a sweep, or take one that is there, and do with it what was asked for.
 * @throws UsageError for options that cannot be; CommandError when runs failed, after the others were trained
 */
export async function sweep(
  { plan: options, config, sweep: directory, action }: SweepRequest,
  tools: SweepTools,
  atcs: AtcsCommand,
  context: Context,
): Promise<void> {
  const { signal } = context;
  try {
    if (options !== undefined) {
      const plan = await tools.planSweep(options, { signal }).catch((error: unknown) => refuseFile(error, config));
      if (action.kind === "show the plan") return await printResult(context, planText(plan), plainJson(plan));
      await tools.createSweep(directory, plan, { signal });
    }
    await act(directory, action, tools, atcs, context);
  } catch (error) {
    throw signal.aborted ? error : asUsageError(error, ["dataset", "out", "index", ...sweptOptionNames]);
  }
}

/** What has the wrong type can only come from a file: the command line is checked as it is parsed. */
function refuseFile(error: unknown, file: string | undefined): never {
  throw error instanceof TypeError && file !== undefined ? new UsageError(`${file}: ${error.message}`) : error;
}

async function act(
  directory: string,
  action: SweepAction,
  tools: SweepTools,
  atcs: AtcsCommand,
  context: Context,
): Promise<void> {
  switch (action.kind) {
    case "show the plan": {
      const plan = await tools.readSweep(directory);
      return printResult(context, planText(plan), plainJson(plan));
    }
    case "write a job":
      return writeJob(directory, action.atOnce, tools, atcs, context);
    case "summarize":
      return summarize(directory, tools, context);
    case "train":
      return action.index === undefined
        ? trainAll(directory, tools, context)
        : trainOne(directory, action.index, tools, context);
  }
}

/** The script goes to standard output too, for `> job.sh`. */
async function writeJob(
  directory: string,
  atOnce: number | undefined,
  tools: SweepTools,
  command: AtcsCommand,
  context: Context,
): Promise<void> {
  const { file, text } = await tools.writeSlurmScript(directory, { command, atOnce });
  await writeTo(context.io.stderr, `atcs sweep: submit ${file} with sbatch\n`);
  await printResult(context, [text], { script: file });
}

async function summarize(directory: string, tools: SweepTools, context: Context): Promise<void> {
  const summary = await tools.writeSweepSummary(directory);
  await printResult(context, summaryText(directory, summary), plainJson(summary));
}

async function trainAll(directory: string, tools: SweepTools, context: Context): Promise<void> {
  const result = await train(directory, undefined, tools, context);
  await summarize(directory, tools, context);
  reportFailures(directory, result);
}

async function trainOne(directory: string, index: number, tools: SweepTools, context: Context): Promise<void> {
  const result = await train(directory, index, tools, context);
  reportFailures(directory, result);
  const { runs } = await tools.summarizeSweep(directory);
  const run = runs[index]!;
  await printResult(context, runText(run), plainJson(run));
}

async function train(
  directory: string,
  index: number | undefined,
  tools: SweepTools,
  { io, signal }: Context,
): Promise<SweepResult> {
  const progress = createProgress(io, { label: "atcs sweep" });
  const tell = (): void => progress.line("stopping after this batch; Ctrl-C again ends at once, without a checkpoint");
  signal.addEventListener("abort", tell, { once: true });
  try {
    return await tools.runSweep(directory, { index, signal, onEvent: showSweep(progress, index !== undefined) });
  } finally {
    signal.removeEventListener("abort", tell);
    await progress.stop();
  }
}

/** @throws CommandError unless all is complete */
function reportFailures(directory: string, { complete, failed, inUse }: SweepResult): void {
  if (failed.length + inUse.length === 0) return;
  const all = complete.length + failed.length + inUse.length;
  const parts = [
    ...(failed.length === 0 ? [] : [`${failed.length} of ${countText(all, "run")} failed: ${failuresText(failed)}`]),
    ...(inUse.length === 0 ? [] : [`another process trains ${inUse.join(", ")}`]),
  ];
  throw new CommandError(`${directory}: ${parts.join("; ")}`, {
    code: "SWEEP_INCOMPLETE",
    hint: "What is complete stays: the same command tries the others again.",
    file: directory,
  });
}

const mostShown = 3;

function failuresText(failed: readonly SweepFailure[]): string {
  const shown = failed.slice(0, mostShown).map(({ name, message }) => `${name} (${message})`);
  return [...shown, ...(failed.length > mostShown ? [`and ${failed.length - mostShown} more`] : [])].join(", ");
}
