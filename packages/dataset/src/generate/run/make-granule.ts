import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { formatTime, parseGranuleName } from "@atcs/colocate";
import { makeInstances } from "../granule/make-instances.ts";
import { type GranuleSkip, skipOf } from "../granule/skip.ts";
import type { FieldAttributeTable, GranuleRules, LocalGranule } from "../granule/types.ts";
import { syncDirectory } from "../write/atomic-file.ts";
import type { MadeGranule } from "../write/journal.ts";
import { writeInstance } from "../write/write-instance.ts";

/** What is the same for all granules of a run. */
export interface GranuleSetup {
  /** The dataset or shard. */
  readonly directory: string;
  readonly rules: GranuleRules;
}

/** What became of a granule. */
export type GranuleOutcome =
  | (Omit<MadeGranule, "ordinal" | "granule"> & { readonly fieldAttributes: FieldAttributeTable })
  | { readonly skipped: GranuleSkip };

/** How it is going. */
export interface MakeGranuleOptions {
  readonly onShare?: ((share: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Make the instances of a granule and write them. When it turns out that it must be left out, those that were written
 * are removed.
 * @throws what does not concern this granule alone: DatasetError DATASET_WRITE, HdfError HDF_IO; the signal's reason
 */
export async function makeGranule(
  granule: LocalGranule,
  { directory, rules }: GranuleSetup,
  { onShare, signal }: MakeGranuleOptions = {},
): Promise<GranuleOutcome> {
  const instances: MadeGranule["instances"][number][] = [];
  // An earlier run that was killed may have written more of them, from another file.
  await removeInstances(granule, directory, rules);
  try {
    const report = await makeInstances(granule, rules, {
      take: async (instance) => {
        await writeInstance(directory, instance);
        instances.push(instance.info);
      },
      onProgress: (done, total) => onShare?.(done / total),
      signal,
    });
    instances.sort((a, b) => a.id - b.id);
    for (const file of [instances[0]!.inputPath, instances[0]!.outputPath]) {
      await syncDirectory(dirname(join(directory, file)));
    }
    return { instances, ...report };
  } catch (error) {
    signal?.throwIfAborted();
    const skipped = skipOf(error);
    if (skipped === undefined) throw error;
    await removeInstances(granule, directory, rules);
    return { skipped };
  }
}

/** Those of this run, or of one that was killed. */
export async function removeInstances(
  { ordinal, sync }: { readonly ordinal: number; readonly sync: { readonly name: string } },
  directory: string,
  { samplesPerGranule }: GranuleRules,
): Promise<void> {
  const day = formatTime(parseGranuleName(sync.name).start, { style: "directory" });
  for (let k = 0; k < samplesPerGranule; k++) {
    const id = ordinal * samplesPerGranule + k;
    await rm(join(directory, `input/${day}/${id}.npy`), { force: true });
    await rm(join(directory, `output/${day}/${id}.pkl`), { force: true });
  }
}
