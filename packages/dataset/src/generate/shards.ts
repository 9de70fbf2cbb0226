import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatasetError } from "../errors.ts";
import type { Shard } from "./options.ts";
import type { PlannedGranule } from "./plan/types.ts";
import { readIfThere, writeAtomic } from "./write/atomic-file.ts";

/** Where shards lie until they are merged. */
export const shardsFolder = "shards";

/** Says which part of which plan a shard is. */
export const shardFile = "shard.json";

/** What a shard is. */
export interface ShardRecord extends Shard {
  /** SHA-256 of `plan.json`. */
  readonly plan: string;
}

export function shardDirectory(out: string, index: number): string {
  return join(out, shardsFolder, String(index));
}

/** Those of a plan that a shard makes, which is all of them without one. */
export function granulesOfShard(granules: readonly PlannedGranule[], shard: Shard | undefined): PlannedGranule[] {
  return granules.filter(({ ordinal }) => shard === undefined || ordinal % shard.of === shard.index);
}

/**
 * Take a directory for a shard.
 * @throws DatasetError DATASET_GENERATION when it is another's, or the other shards are parts of another number
 */
export async function claimShard(out: string, { index, of }: Shard, plan: string): Promise<void> {
  for (const other of await readShards(out)) {
    const file = shardDirectory(out, other.index);
    if (other.plan !== plan) {
      throw new DatasetError("DATASET_GENERATION", "it belongs to another plan.json: take another directory", { file });
    }
    if (other.of !== of) {
      const problem = `it is one of ${other.of} shards, not of ${of}: give shard ${index} of ${other.of}, or take another directory`;
      throw new DatasetError("DATASET_GENERATION", problem, { file });
    }
  }
  const record: ShardRecord = { index, of, plan };
  await writeAtomic(shardDirectory(out, index), shardFile, [`${JSON.stringify(record)}\n`]);
}

/** The shards of a directory that were begun, in their order. @throws DatasetError DATASET_GENERATION */
export async function readShards(out: string): Promise<ShardRecord[]> {
  const names = await readdir(join(out, shardsFolder)).catch(() => []);
  const records: ShardRecord[] = [];
  for (const name of names) {
    const file = join(out, shardsFolder, name, shardFile);
    const text = await readIfThere(file);
    if (text !== undefined) records.push(parseRecord(text, file));
  }
  return records.sort((a, b) => a.index - b.index);
}

function parseRecord(text: string, file: string): ShardRecord {
  try {
    const { index, of, plan } = JSON.parse(text) as Partial<ShardRecord>;
    if (Number.isInteger(index) && Number.isInteger(of) && typeof plan === "string") {
      return { index: index!, of: of!, plan };
    }
  } catch {}
  throw new DatasetError("DATASET_GENERATION", "it is damaged: delete its directory, and make the shard anew", {
    file,
  });
}
