import type * as generation from "@atcs/dataset/generate";
import type { Context } from "../command.ts";
import { CommandError, InterruptError, UsageError } from "../errors.ts";
import { hasArchiveCode, inCommandWords } from "../fetch/archive-errors.ts";
import { createEventLines } from "../fetch/event-lines.ts";
import { type JsonValue, jsonText } from "../format/json.ts";
import { writeTo } from "../io.ts";
import { joinPieces } from "../output.ts";
import { createProgress, type Progress } from "../progress/progress.ts";
import type { GenerateRequest } from "./options.ts";
import { labelOf, showGeneration } from "./show-progress.ts";
import {
  ageText,
  mergeJson,
  mergeText,
  planJson,
  planText,
  previewJson,
  previewText,
  summaryJson,
  summaryText,
} from "./summary.ts";

/** `@atcs/dataset/generate`, or what a test gives for it. */
export type GenerationTools = Pick<
  typeof generation,
  "generateDataset" | "planGeneration" | "previewGeneration" | "mergeShards"
>;

/**
 * Generate a dataset, or plan it, or only look, and tell what came of it.
 * @throws UsageError for options that cannot be; CommandError when there is no instance
 */
export async function generate(request: GenerateRequest, tools: GenerationTools, context: Context): Promise<void> {
  const { isDryRun, isPlanOnly } = request;
  if (isDryRun) {
    const preview = await withProgress(request, tools.previewGeneration, context);
    await print(context, previewText(request, preview), previewJson(request, preview));
    if (preview.plan.granules.length === 0) throw emptyPlan(request);
    return;
  }
  if (isPlanOnly) {
    const plan = await withProgress(request, tools.planGeneration, context);
    await print(context, planText(request, plan), planJson(request, plan));
    if (plan.granules.length === 0) throw emptyPlan(request);
    return;
  }
  const summary = await withProgress(request, tools.generateDataset, context);
  await print(context, summaryText(summary), summaryJson(summary));
  // A shard may have none.
  if (request.options.shard !== undefined) return;
  if (summary.granules === 0) throw emptyPlan(request);
  if (summary.instances === 0) {
    throw new CommandError(`none of ${summary.granules} granules gave an instance`, {
      code: "GENERATE_EMPTY",
      hint: "skipped.jsonl says why of each of them.",
      file: summary.directory,
    });
  }
}

/** Make one dataset of shards. */
export async function mergeGeneration(out: string, tools: GenerationTools, context: Context): Promise<void> {
  const progress = createProgress(context.io, { label: "atcs generate merge" });
  try {
    const summary = await tools.mergeShards({
      out,
      signal: context.signal,
      onProgress: (done, total) => progress.total.update({ done, total, detail: `${done} of ${total} instances` }),
      onEvent: eventTeller(progress),
    });
    await progress.stop();
    await print(context, mergeText(out, summary), mergeJson(out, summary));
  } finally {
    await progress.stop();
  }
}

async function withProgress<T>(
  { options, isVerbose }: GenerateRequest,
  task: (options: generation.GenerateOptions) => Promise<T>,
  { io, signal }: Context,
): Promise<T> {
  const progress = createProgress(io, { label: "atcs generate" });
  const show = showGeneration(progress);
  const events = createEventLines();
  let hasBegun = false;
  let bytesFetched = 0;
  try {
    return await task({
      ...options,
      session: {
        ...options.session,
        interactive: process.stdin.isTTY === true && io.stderr.isTTY === true,
        env: io.env,
        log: (event) => {
          const line = isVerbose ? event.message : events.lineOf(event);
          if (line !== undefined) progress.line(line);
        },
      },
      signal,
      onProgress: (state) => {
        hasBegun = true;
        if (state.bytesFetched > bytesFetched) events.onReceived();
        bytesFetched = state.bytesFetched;
        show(state);
      },
      onEvent: eventTeller(progress),
    });
  } catch (error) {
    if (!signal.aborted && error instanceof Error && error.name === "AbortError") throw new InterruptError("SIGINT");
    // Options are checked before anything is asked for.
    if (!hasBegun && error instanceof RangeError) throw new UsageError(inCommandWords(error.message));
    if (hasArchiveCode(error) && error.code === "ARCHIVE_URL") throw new UsageError(inCommandWords(error.message));
    throw error;
  } finally {
    await progress.stop();
  }
}

/** What ails all granules alike is told once. */
function eventTeller(progress: Progress): (event: generation.GenerationEvent) => void {
  const told = new Set<string>();
  return (event) => {
    if (event.kind === "kept-listings") {
      progress.line(
        `atcs generate: the plan is made by listings that are kept, up to ${ageText(event.listedAt)} old; --refresh lists the archive again`,
      );
      return;
    }
    if (event.kind === "wait") {
      progress.line(`atcs generate: ${event.message}`);
      return;
    }
    if (event.kind === "skip") {
      progress.line(`${labelOf(event.granule)}: skipped, ${event.message}`);
      return;
    }
    const { code, where, file, found, assumed } = event;
    if (told.has(`${code} ${where}`)) return;
    told.add(`${code} ${where}`);
    progress.line(`${file}: warning: ${where}: ${found}; ${assumed}`);
  };
}

async function print({ io, json }: Context, text: Iterable<string>, value: JsonValue): Promise<void> {
  for (const block of joinPieces(json ? jsonText(value) : text)) await writeTo(io.stdout, block);
  if (json) await writeTo(io.stdout, "\n");
}

/** An empty answer is as likely a wrong question. */
function emptyPlan({ options: { archive, from, to } }: GenerateRequest): CommandError {
  const days =
    from === undefined && to === undefined ? "" : ` from ${from ?? "the first day"} to ${to ?? "the last day"}`;
  return new CommandError(`${String(archive)} has no half orbit with all three files${days}`, {
    code: "GENERATE_EMPTY",
    hint: "Check the URL and the days with atcs fetch --dry-run; remove plan.json before you try again; --refresh asks for listings that are kept again.",
  });
}
