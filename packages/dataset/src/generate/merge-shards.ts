import { readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Lock, makeDirectory } from "@atcs/icare-fetch/disk";
import { DatasetError } from "../errors.ts";
import { checkOut } from "./options.ts";
import { type FrozenPlan, planFile, readPlan } from "./plan/plan-file.ts";
import type { GenerationEvent } from "./run/types.ts";
import { readShards, type ShardRecord, shardDirectory, shardsFolder } from "./shards.ts";
import { systemCode, writeError } from "./write/_system-error.ts";
import { removePartial } from "./write/atomic-file.ts";
import { finishDirectory, isFinished, readFinished } from "./write/finish.ts";
import type { GranuleEntry } from "./write/journal.ts";
import { takeLock } from "./write/lock.ts";
import { appendRunLog, logRun, runLogFile } from "./write/run-log.ts";

/** Options of {@link mergeShards}. */
export interface MergeOptions {
  /** Directory of the dataset: its shards are below `shards`. */
  readonly out: string;
  readonly signal?: AbortSignal | undefined;
  /** Instances that are in their place. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Gets what happens on the way: what is waited for. */
  readonly onEvent?: ((event: GenerationEvent) => void) | undefined;
}

/** What was merged. */
export interface MergeSummary {
  readonly shards: number;
  readonly granules: number;
  readonly instances: number;
}

/**
 * Make one dataset of its shards: the same, to the byte, as if it had been made as a whole. The instances are moved; a
 * merge that was stopped is gone on with by another.
 * @throws DatasetError DATASET_GENERATION when shards are missing or not complete, DATASET_IN_USE, DATASET_WRITE
 */
export async function mergeShards({ out, signal, onProgress, onEvent }: MergeOptions): Promise<MergeSummary> {
  checkOut(out);
  const frozen = await readPlan(out, undefined);
  if (frozen === undefined) {
    throw new DatasetError("DATASET_GENERATION", "there is no plan of a generation", { file: join(out, planFile) });
  }
  const locks: Lock[] = [];
  const onWait = (message: string): void => onEvent?.({ kind: "wait", message });
  const lock = async (directory: string, what: string): Promise<void> => {
    locks.push(await takeLock(join(directory, "generate.lock"), what, { signal, onWait }));
  };
  try {
    await lock(out, "this dataset");
    // One that was stopped while it removed what was left.
    if (await isFinished(out)) return await tidy(out, await readFinished(out), 0);
    const shards = await readShards(out);
    checkComplete(out, shards, frozen);
    for (const { index } of shards) await lock(shardDirectory(out, index), `shard ${index}`);
    const all = [...(signal === undefined ? [] : [signal]), ...locks.map(({ lost }) => lost)];
    return await mergeLocked(out, frozen, shards, { signal: AbortSignal.any(all), onProgress });
  } finally {
    for (const each of locks) each.release();
  }
}

async function mergeLocked(
  out: string,
  frozen: FrozenPlan,
  shards: readonly ShardRecord[],
  { signal, onProgress }: Pick<MergeOptions, "onProgress"> & { readonly signal: AbortSignal },
): Promise<MergeSummary> {
  const parts: { directory: string; entries: GranuleEntry[] }[] = [];
  for (const { index } of shards) {
    const directory = shardDirectory(out, index);
    if (!(await isFinished(directory))) {
      throw new DatasetError("DATASET_GENERATION", `shard ${index} is not complete: resume it (\`resume: true\`)`, {
        file: directory,
      });
    }
    parts.push({ directory, entries: await readFinished(directory) });
  }
  const entries = parts.flatMap((part) => part.entries);
  const total = countInstances(entries);
  let done = 0;
  await removePartial(out);
  for (const part of parts) {
    for (const path of instancePaths(part.entries)) {
      signal.throwIfAborted();
      await move(join(part.directory, path), join(out, path));
      done += 0.5;
      onProgress?.(Math.floor(done), total);
    }
  }
  // What follows can be done by one alone.
  signal.throwIfAborted();
  for (const { directory } of parts)
    await appendRunLog(out, await readFile(join(directory, runLogFile), "utf8").catch(() => ""));
  await logRun(out, "merge", { shards: shards.length, instances: total });
  await finishDirectory(out, frozen.plan, entries);
  signal.throwIfAborted();
  return tidy(out, entries, shards.length);
}

/** Remove what is left of the shards. */
async function tidy(out: string, entries: readonly GranuleEntry[], shards: number): Promise<MergeSummary> {
  const folder = join(out, shardsFolder);
  try {
    await rm(folder, { recursive: true, force: true });
  } catch (error) {
    throw writeError(error, folder);
  }
  return { shards, granules: entries.length, instances: countInstances(entries) };
}

function checkComplete(out: string, shards: readonly ShardRecord[], { digest }: FrozenPlan): void {
  const fail = (problem: string, file: string = join(out, shardsFolder)): never => {
    throw new DatasetError("DATASET_GENERATION", problem, { file });
  };
  const of = shards[0]?.of ?? fail("there are no shards to merge");
  for (const shard of shards) {
    const file = shardDirectory(out, shard.index);
    if (shard.plan !== digest) fail("it belongs to another plan.json", file);
    if (shard.of !== of) fail(`it is one of ${shard.of} shards, others are of ${of}`, file);
  }
  const there = new Set(shards.map(({ index }) => index));
  const missing = Array.from({ length: of }, (_, index) => index).filter((index) => !there.has(index));
  if (missing.length === 0) return;
  const shown = missing.slice(0, 10).join(", ") + (missing.length > 10 ? ", ..." : "");
  fail(`${missing.length} of ${of} shards were never begun: ${shown}`);
}

/** By a rename: a merge that goes on finds some files in their place. */
async function move(from: string, to: string): Promise<void> {
  try {
    makeDirectory(dirname(to));
    await rename(from, to);
  } catch (error) {
    if (systemCode(error) === "ENOENT" && (await isThere(to))) return;
    throw writeError(error, to);
  }
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

function instancePaths(entries: readonly GranuleEntry[]): string[] {
  return entries.flatMap((entry) => {
    if (!("instances" in entry)) return [];
    return entry.instances.flatMap(({ inputPath, outputPath }) => [outputPath, inputPath]);
  });
}

function countInstances(entries: readonly GranuleEntry[]): number {
  return instancePaths(entries).length / 2;
}
