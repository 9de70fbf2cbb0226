import { readdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Archive } from "@atcs/icare-fetch";
import { DatasetError } from "../errors.ts";
import { withArchive } from "./open-given-archive.ts";
import { checkRun, type GenerateOptions, resolveArgs, rulesOf, type Shard } from "./options.ts";
import type { FrozenPlan } from "./plan/plan-file.ts";
import type { PlannedGranule } from "./plan/types.ts";
import { planFor } from "./plan-generation.ts";
import { Downloads } from "./run/downloads.ts";
import { type GranuleOutcome, removeInstances } from "./run/make-granule.ts";
import { ProgressCounter } from "./run/progress.ts";
import { runGranules } from "./run/run-granules.ts";
import { claimShard, granulesOfShard, shardDirectory, shardsFolder } from "./shards.ts";
import { systemCode, writeError } from "./write/_system-error.ts";
import { makeOutput, removePartial } from "./write/atomic-file.ts";
import { finishDirectory, isFinished, readFinished } from "./write/finish.ts";
import { type GranuleEntry, type Journal, openJournal } from "./write/journal.ts";
import { takeLock } from "./write/lock.ts";
import { logRun } from "./write/run-log.ts";

/** What a generation has made. */
export interface GenerationSummary {
  /** The dataset, or the shard. */
  readonly directory: string;
  /** Granules of the plan that are this run's: all, or those of the shard. */
  readonly granules: number;
  readonly instances: number;
  /** Granules without an instance, by reason; those that the plan left out are not among them. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Granules that were made before this run. */
  readonly kept: number;
  /** Bytes that came from the archive. */
  readonly bytesFetched: number;
}

/** More threads need much memory, and little is gained where the disk is the limit. */
const defaultWorkers = 2;

/** Kept while a process writes a dataset or shard. */
const generateLock = "generate.lock";

/**
 * Build a dataset from an archive: plan it, fetch the files of each half orbit, draw patches, cut and label them, write
 * them. The result depends on the options and the archive alone, to the byte: not on workers, shards, or how often it
 * was stopped and resumed (`run-log.jsonl` tells of that, and is the only file that differs).
 *
 * A file that is damaged or missing leaves its granule out, see `skipped.jsonl`. What concerns all granules (the archive
 * is away, the account is refused, the disk is full) ends the run with an error; `resume` goes on from there.
 *
 * @throws TypeError or RangeError for options that cannot be; DatasetError DATASET_IN_USE when another process writes
 * there, DATASET_GENERATION when something else is there, DATASET_WRITE; ArchiveError; the signal's reason
 * @example
 * ```ts
 * import { generateDataset } from "@atcs/dataset/generate";
 *
 * const { instances, skipped } = await generateDataset({
 *   archive: "sftp://me@sftp.icare.univ-lille.fr/SPACEBORNE",
 *   session: { maxCacheBytes: 20e9 },
 *   out: "dataset",
 *   daysPerMonth: 4,
 *   granulesPerDay: 4,
 *   resume: true,
 *   onProgress: ({ phase, done, total }) => console.log(phase, done, total),
 * });
 * console.log(instances, skipped);
 * ```
 */
export async function generateDataset(options: GenerateOptions): Promise<GenerationSummary> {
  checkRun(options);
  const args = resolveArgs(options);
  await refuseStrangers(options);
  return withArchive(options, async (archive) => {
    const frozen = await planFor(archive, args, options);
    return generatePlanned(archive, frozen, options);
  });
}

async function generatePlanned(
  archive: Archive,
  frozen: FrozenPlan,
  options: GenerateOptions,
): Promise<GenerationSummary> {
  const { out, shard, signal } = options;
  const directory = shard === undefined ? out : shardDirectory(out, shard.index);
  makeOutput(directory);
  const what = shard === undefined ? "this dataset" : `shard ${shard.index} of this dataset`;
  const onWait = (message: string): void => options.onEvent?.({ kind: "wait", message });
  const lock = await takeLock(join(directory, generateLock), what, { signal, onWait });
  try {
    if (shard !== undefined) await claimShard(out, shard, frozen.digest);
    const all = granulesOfShard(frozen.plan.granules, shard);
    const begun = (await readdir(directory)).some((name) => name === "journal.jsonl" || name === "instance_info.json");
    if (begun && options.resume !== true) throw alreadyThere(directory);
    if (await isFinished(directory)) {
      const entries = await readFinished(directory);
      return summarise(directory, entries, entries.length, 0);
    }
    const both = signal === undefined ? lock.lost : AbortSignal.any([signal, lock.lost]);
    return await makeAll(archive, frozen, all, directory, options, both);
  } finally {
    lock.release();
  }
}

async function makeAll(
  archive: Archive,
  { plan, digest }: FrozenPlan,
  all: readonly PlannedGranule[],
  directory: string,
  options: GenerateOptions,
  signal: AbortSignal,
): Promise<GenerationSummary> {
  const { onEvent = () => {}, onProgress } = options;
  const workers = options.workers ?? Math.min(availableParallelism(), defaultWorkers);
  await removePartial(directory);
  const journal = await openJournal(directory, { plan: digest });
  try {
    await logRun(directory, "start", {
      workers,
      archive: archive.url,
      directory,
      shard: options.shard,
      node: process.version,
    });
    const kept = journal.entries.length;
    const done = new Set(journal.entries.map(({ ordinal }) => ordinal));
    const counter = new ProgressCounter(all, journal.entries, onProgress);
    const fetching = {
      onShare: (granule: PlannedGranule, share: number) => counter.onFetch(granule, share),
      onBytes: (bytes: number) => counter.onBytes(bytes),
    };
    const { mirrorDir, maxCacheBytes } = options.session ?? {};
    const downloads = new Downloads(archive, fetching, mirrorDir === undefined ? maxCacheBytes : undefined);
    const work = all.filter(({ ordinal }) => !done.has(ordinal));
    const listener = {
      onStart: (granule: PlannedGranule) => counter.onFetch(granule, 0),
      onShare: (granule: PlannedGranule, share: number) => counter.onMake(granule, share),
      onDone: async (granule: PlannedGranule, outcome: GranuleOutcome) => {
        const { ordinal, name } = granule;
        // Its files may have gone since an earlier run wrote some of its instances.
        if ("skipped" in outcome) await removeInstances(granule, directory, rulesOf(plan.args));
        const entry = entryOf(ordinal, name, outcome, journal);
        await journal.append(entry);
        counter.onDone(entry);
        if ("skipped" in entry) onEvent({ kind: "skip", granule: name, ...entry.skipped });
        else for (const deviation of entry.deviations) onEvent({ kind: "deviation", granule: name, ...deviation });
      },
    };
    await runGranules(work, downloads, { directory, rules: rulesOf(plan.args) }, listener, { workers, signal });
    counter.onFinish();
    const summary = summarise(directory, journal.entries, kept, counter.bytesFetched);
    await logRun(directory, "end", {
      ...summary,
      directory: undefined,
      peakBytes: process.resourceUsage().maxRSS * 1024,
    });
    await finishDirectory(directory, plan, journal.entries);
    return summary;
  } finally {
    await journal.close();
  }
}

/** The attributes of the fields are those of the first granule that has instances; later ones need not be kept. */
function entryOf(ordinal: number, granule: string, outcome: GranuleOutcome, journal: Journal): GranuleEntry {
  if ("skipped" in outcome) return { ordinal, granule, skipped: outcome.skipped };
  const isFirst = !journal.entries.some((entry) => "instances" in entry && entry.ordinal < ordinal);
  const { fieldAttributes, ...rest } = outcome;
  return { ordinal, granule, ...rest, ...(isFirst && { fieldAttributes }) };
}

function summarise(
  directory: string,
  entries: readonly GranuleEntry[],
  kept: number,
  bytesFetched: number,
): GenerationSummary {
  const skipped: Record<string, number> = {};
  let instances = 0;
  for (const entry of entries) {
    if ("skipped" in entry) skipped[entry.skipped.reason] = (skipped[entry.skipped.reason] ?? 0) + 1;
    else instances += entry.instances.length;
  }
  return { directory, granules: entries.length, instances, skipped, kept, bytesFetched };
}

function alreadyThere(directory: string): DatasetError {
  const problem = "it holds a dataset, or part of one: resume it (`resume: true`), or take another directory";
  return new DatasetError("DATASET_GENERATION", problem, { file: directory });
}

/** A dataset that is made as a whole and one that is made in shards do not share a directory. */
async function refuseStrangers({
  out,
  shard,
}: {
  readonly out: string;
  readonly shard?: Shard | undefined;
}): Promise<void> {
  let names: string[];
  try {
    names = await readdir(out);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return;
    throw writeError(error, out);
  }
  const refuse = (problem: string): never => {
    throw new DatasetError("DATASET_GENERATION", problem, { file: out });
  };
  const isOurs = names.includes("plan.json");
  if (shard === undefined && names.includes(shardsFolder)) refuse("it holds shards: generate those, then merge them");
  if (shard !== undefined && names.includes("journal.jsonl"))
    refuse("it is being generated as a whole: resume it (`resume: true`) without a shard");
  if (shard !== undefined && names.includes("instance_info.json")) refuse("it holds a complete dataset");
  if (!isOurs && names.some((name) => ["instance_info.json", "input", "output"].includes(name))) {
    refuse("it holds a dataset without a plan.json: take another directory");
  }
}
