import { rm } from "node:fs/promises";
import { join } from "node:path";
import { DatasetError } from "../../errors.ts";
import { formatGenerationInfo, generationInfoFile } from "../../layout/generation-info.ts";
import { formatInstanceIndex, instanceInfoFile } from "../../layout/instance-index.ts";
import type { FieldAttributeTable } from "../granule/types.ts";
import type { GenerationArgs } from "../options.ts";
import { fieldsOf } from "../options.ts";
import type { GenerationPlan } from "../plan/types.ts";
import { writeError } from "./_system-error.ts";
import { readIfThere, removePartial, writeAtomic } from "./atomic-file.ts";
import { type GranuleEntry, journalFile, type MadeGranule, parseLines } from "./journal.ts";

/** Everything about each granule of the plan, in their order; there when a dataset or shard is complete. */
export const granulesFile = "granules.jsonl";

/** Granules that gave no instance, and why. */
export const skippedFile = "skipped.jsonl";

/**
 * Write the files that describe a dataset or shard whose instances are all there, the list of the instances last: where
 * that is, the dataset is complete. All depend on the plan and the granules alone.
 * @throws DatasetError DATASET_WRITE
 */
export async function finishDirectory(
  directory: string,
  plan: GenerationPlan,
  entries: readonly GranuleEntry[],
): Promise<void> {
  const sorted = [...entries].sort((a, b) => a.ordinal - b.ordinal);
  const made = sorted.filter((entry): entry is MadeGranule => "instances" in entry);
  const first = made.find(({ fieldAttributes }) => fieldAttributes !== undefined);
  await writeAtomic(directory, granulesFile, [lines(sorted.map(withoutAttributes))]);
  await writeAtomic(directory, skippedFile, [lines(skippedLines(plan, sorted))]);
  await writeAtomic(directory, generationInfoFile, [describe(plan, plan.args, first?.fieldAttributes ?? {})]);
  const infos = made.flatMap(({ instances }) => instances);
  await writeAtomic(directory, instanceInfoFile, [formatInstanceIndex(infos)]);
  await removePartial(directory);
  const journal = join(directory, journalFile);
  try {
    await rm(journal, { force: true });
  } catch (error) {
    throw writeError(error, journal);
  }
}

function describe(plan: GenerationPlan, args: GenerationArgs, fieldAttributes: FieldAttributeTable): string {
  return formatGenerationInfo({
    args: { ...args },
    seed: args.seed,
    fields: fieldsOf(args),
    fieldAttributes,
    days: [...new Set(plan.granules.map(({ day }) => day))],
    projection: args.projection,
    software: plan.software,
  });
}

function withoutAttributes(entry: GranuleEntry): GranuleEntry {
  if (!("instances" in entry)) return entry;
  const { fieldAttributes: _, ...rest } = entry;
  return rest;
}

/** By day and name; those that were left out before the plan gave them an ordinal, too. */
function skippedLines(plan: GenerationPlan, entries: readonly GranuleEntry[]): object[] {
  const days = new Map(plan.granules.map(({ ordinal, day }) => [ordinal, day]));
  const skipped = entries.flatMap((entry) => {
    if (!("skipped" in entry)) return [];
    const { ordinal, granule } = entry;
    return [{ granule, day: days.get(ordinal)!, ordinal, ...entry.skipped }];
  });
  return [...skipped, ...plan.unmatched].sort((a, b) => {
    const [left, right] = [`${a.day} ${a.granule}`, `${b.day} ${b.granule}`];
    return left < right ? -1 : left > right ? 1 : 0;
  });
}

function lines(values: readonly object[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}

/** Is everything there, and nothing under way? */
export async function isFinished(directory: string): Promise<boolean> {
  const [index, journal] = [instanceInfoFile, journalFile].map((name) => readIfThere(join(directory, name)));
  return (await index) !== undefined && (await journal) === undefined;
}

/**
 * What became of the granules of a complete directory; the attributes of the fields are with the first that has instances.
 * @throws DatasetError DATASET_GENERATION
 */
export async function readFinished(directory: string): Promise<GranuleEntry[]> {
  const file = join(directory, granulesFile);
  const text = await readIfThere(file);
  if (text === undefined) throw new DatasetError("DATASET_GENERATION", "there is no such file", { file });
  const entries = parseLines(text, file) as GranuleEntry[];
  const attributes = await readAttributes(directory);
  const first = entries.find((entry) => "instances" in entry);
  return entries.map((entry) => (entry === first ? { ...entry, fieldAttributes: attributes } : entry));
}

async function readAttributes(directory: string): Promise<FieldAttributeTable> {
  const file = join(directory, generationInfoFile);
  const text = await readIfThere(file);
  try {
    const info = JSON.parse(text ?? "") as { par_field_attributes?: FieldAttributeTable } | null;
    if (info?.par_field_attributes) return info.par_field_attributes;
  } catch {}
  throw new DatasetError("DATASET_GENERATION", "it is not there, or damaged", { file });
}
