import type { Archive, ArchiveError, FetchResult, OpenArchiveOptions } from "@atcs/icare-fetch";
import type { Context } from "../command.ts";
import { CommandError, InterruptError, toFailure, UsageError } from "../errors.ts";
import { escapeControls } from "../format/escape.ts";
import { jsonText } from "../format/json.ts";
import { byteSizeText, countText } from "../format/value.ts";
import { writeWarnings } from "../format/warning.ts";
import { writeTo } from "../io.ts";
import { joinPieces } from "../output.ts";
import { createProgress, type Progress } from "../progress/progress.ts";
import { hasArchiveCode, inCommandWords } from "./archive-errors.ts";
import { createEventLines, isOutage } from "./event-lines.ts";
import { countDays, type Inventory, type ListProduct, takeInventory } from "./inventory.ts";
import type { FetchRequest } from "./options.ts";
import { showTransfers, type TransferDisplay } from "./show-progress.ts";
import {
  type ExplainedFailure,
  failedText,
  type Outcome,
  summaryJson,
  summaryText,
  summaryWarnings,
} from "./summary.ts";

/** `@atcs/icare-fetch`, or what a test gives for it. */
export interface FetchTools {
  readonly openArchive: (url: string, options: OpenArchiveOptions) => Promise<Archive>;
  readonly listProduct: ListProduct;
}

/**
 * Mirror granules, and tell what came of it.
 * @throws UsageError for a URL that is none; CommandError when something could not be fetched, or there is nothing
 */
export async function fetchGranules(request: FetchRequest, tools: FetchTools, context: Context): Promise<void> {
  const { io, json, signal } = context;
  const outcome = await fetchWithProgress(request, tools, context).catch((error: unknown) => {
    // Ctrl-C at a question: terminals in raw mode send no signal.
    if (!signal.aborted && error instanceof Error && error.name === "AbortError") throw new InterruptError("SIGINT");
    if (hasArchiveCode(error) && error.code === "ARCHIVE_URL") throw new UsageError(inCommandWords(error.message));
    throw error;
  });
  const { inventory, failed } = outcome;
  if (inventory.granules.length > 0) await writeWarnings(io, "fetch", summaryWarnings(request, inventory));
  const pieces = json ? jsonText(summaryJson(request, outcome)) : summaryText(request, outcome);
  for (const block of joinPieces(pieces)) await writeTo(io.stdout, block);
  if (json) await writeTo(io.stdout, "\n");
  else for (const failure of failed) await writeTo(io.stderr, failedLine(failure));
  if (failed.length > 0) throw failedError(outcome);
  if (inventory.granules.length === 0) throw emptyError(request, outcome);
}

async function fetchWithProgress(request: FetchRequest, tools: FetchTools, context: Context): Promise<Outcome> {
  const { io, signal } = context;
  let progress = createProgress(io, { label: "atcs fetch: listing" });
  let archive: Archive | undefined;
  let display: TransferDisplay | undefined;
  const events = createEventLines();
  let inventory: Inventory | undefined;
  try {
    archive = await tools.openArchive(request.archive, {
      ...request.session,
      interactive: process.stdin.isTTY === true && io.stderr.isTTY === true,
      env: io.env,
      signal,
      log: ({ kind, message }) => {
        const line = request.isVerbose ? message : events.lineOf({ kind, message });
        if (line !== undefined) progress.line(line);
        if (isOutage({ kind, message })) display?.onWait();
      },
    });
    for (const warning of archiveWarnings(request, archive)) progress.line(`atcs fetch: warning: ${warning}`);
    inventory = await list(archive, request, tools.listProduct, progress, signal);
    await progress.stop();
    progress = createProgress(io, { label: "atcs fetch" });
    if (request.isDryRun) return describeOutcome(archive.url, inventory, undefined, signal);
    display = showTransfers(progress, inventory.granules, (wasWaiting) => {
      events.onReceived();
      if (wasWaiting) progress.line("atcs fetch: the archive is back");
    });
    const results = await transfer(archive, inventory, request, display, signal);
    return describeOutcome(archive.url, inventory, { results, received: display.received }, signal);
  } catch (error) {
    // How far it came; nothing where it did not come to listings.
    if (inventory !== undefined && display !== undefined) progress.line(progressText(inventory, display));
    throw isOptionError(error, archive) ? new UsageError(inCommandWords(error.message)) : error;
  } finally {
    // What is under way is kept for the next run.
    await archive?.close();
    await progress.stop();
  }
}

/** What limits the archive sets that nobody has published. */
function archiveWarnings({ concurrency }: FetchRequest, { url }: Archive): string[] {
  const isIcare = /^[a-z]+:\/\/(?:[^@/]*@)?[^:/@]*\bicare\.univ-lille\d?\.fr(?::|\/|$)/.test(url);
  if (!isIcare || concurrency <= 4) return [];
  return [`${concurrency} sessions at a time may be more than ICARE likes: 4 are the usual number`];
}

/** "2 of 5 granules are here; 1.2 MB came in this run". */
function progressText({ granules }: Inventory, { doneCount, received }: TransferDisplay): string {
  const here = `${doneCount} of ${countText(granules.length, "granule")} ${doneCount === 1 ? "is" : "are"} here`;
  return `atcs fetch: ${here}; ${byteSizeText(received)} came in this run`;
}

/** Options are checked before anything is asked for. */
function isOptionError(error: unknown, archive: Archive | undefined): error is RangeError {
  return archive === undefined && error instanceof RangeError;
}

function list(
  archive: Archive,
  request: FetchRequest,
  listProduct: ListProduct,
  progress: Progress,
  signal: AbortSignal,
): Promise<Inventory> {
  const total = request.products.length * countDays(request.from, request.to);
  let done = 0;
  const onDay = (): void => {
    done++;
    progress.total.update({ done, total, detail: `${done} of ${countText(total, "directory", "directories")}` });
  };
  return takeInventory(archive, request, { listProduct, signal, onDay, isOfPath });
}

/** What ails one path may spare others; a session that cannot be had ails all. */
function isOfPath(error: unknown): error is ArchiveError {
  return hasArchiveCode(error) && ["ARCHIVE_NOT_FOUND", "ARCHIVE_PERMISSION", "ARCHIVE_NAME"].includes(error.code);
}

async function transfer(
  archive: Archive,
  { granules }: Inventory,
  { refresh, concurrency }: FetchRequest,
  display: TransferDisplay,
  signal: AbortSignal,
): Promise<FetchResult[]> {
  const wanted = granules.filter(({ isHere }) => refresh || !isHere);
  return archive.fetchAll(
    wanted.map(({ path }) => path),
    {
      concurrency,
      // A file that is here with another size than the listing's is not the archive's any more.
      revalidate: true,
      signal,
      onProgress: display.onProgress,
      onResult: (result) => {
        display.onResult(result);
        archive.release(result.path);
      },
    },
  );
}

/** @param results undefined after a dry run */
function describeOutcome(
  url: string,
  inventory: Inventory,
  fetched: { readonly results: readonly FetchResult[]; readonly received: number } | undefined,
  signal: AbortSignal,
): Outcome {
  const sizes = new Map(inventory.granules.map(({ path, size }) => [path, size]));
  const failed = [...inventory.failed];
  let files = 0;
  let bytes = 0;
  for (const result of fetched?.results ?? []) {
    if ("error" in result) {
      failed.push(result);
    } else if (!result.fromCache) {
      files++;
      bytes += sizes.get(result.path) ?? 0;
    }
  }
  const kept = inventory.granules.length - files - (failed.length - inventory.failed.length);
  return {
    url,
    inventory,
    fetched: fetched && { files, bytes, received: fetched.received, kept },
    failed: failed.map(({ path, error }) => {
      const { code, message, hint } = toFailure(error, "fetch", signal);
      return { path, code, message, hint };
    }),
  };
}

/** A path that failed, what is wrong with it, and what to do: a line. */
function failedLine({ path, message, hint = "" }: ExplainedFailure): string {
  const named = message.includes(path) ? message : `${path}: ${message}`;
  return `${escapeControls(`atcs fetch: ${/[.!?]$/.test(named) ? named : `${named}.`} ${hint}`.trimEnd())}\n`;
}

function failedError(outcome: Outcome): CommandError {
  return new CommandError(`${failedText(outcome)} could not be fetched`, {
    code: "FETCH_FAILED",
    hint: "The same command tries again, and keeps what is here.",
  });
}

/** An empty answer is as likely a wrong question. */
function emptyError({ from, to }: FetchRequest, { url, inventory }: Outcome): CommandError {
  const names = [...inventory.directories.values()].join(", ");
  const doubt = inventory.hidden.size === 0 ? "" : "; whether it has this directory at all, it does not show";
  const days = from === to ? `on ${from}` : `from ${from} to ${to}`;
  return new CommandError(`${url} has no granules in ${names} ${days}${doubt}`, {
    code: "FETCH_EMPTY",
    hint:
      "PARASOL measured from 2005-03-04 to 2013-10-11, on the track of CALIPSO until the end of 2009: check the days, and the " +
      "version; --refresh asks for listings that are kept again.",
  });
}
