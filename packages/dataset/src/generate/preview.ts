import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Archive } from "@atcs/icare-fetch";
import { channelCount } from "../fields/channels.ts";
import { withArchive } from "./open-given-archive.ts";
import { checkOut, fieldsOf, type GenerateOptions, resolveArgs } from "./options.ts";
import { readPlan } from "./plan/plan-file.ts";
import type { GenerationPlan, PlannedFile } from "./plan/types.ts";
import { listPlan } from "./plan-generation.ts";

/** What a generation would do. */
export interface GenerationPreview {
  /** The archive, without a password. */
  readonly archive: string;
  readonly plan: GenerationPlan;
  /** Is the plan frozen already? */
  readonly isFrozen: boolean;
  /** Days with granules: `2008-06-03`. */
  readonly days: readonly string[];
  /** Files of the plan, or of the shard, and their bytes. */
  readonly granules: number;
  readonly files: number;
  readonly bytes: number;
  /** Those of them that need not be fetched; undefined where only the cache knows. */
  readonly here: { readonly files: number; readonly bytes: number } | undefined;
  /** Instances at most. */
  readonly mostInstances: number;
  /** Bytes of the images of so many. */
  readonly mostImageBytes: number;
}

/**
 * What {@link generateDataset} would do with these options. Nothing is written.
 * @throws TypeError or RangeError for wrong options; DatasetError; ArchiveError; the signal's reason
 */
export async function previewGeneration(options: GenerateOptions): Promise<GenerationPreview> {
  checkOut(options.out);
  const args = resolveArgs(options);
  return withArchive(options, async (archive) => {
    const frozen = await readPlan(options.out, args);
    const plan = frozen?.plan ?? (await listPlan(archive, args, options));
    const { shard } = options;
    const granules = plan.granules.filter(({ ordinal }) => shard === undefined || ordinal % shard.of === shard.index);
    const files = new Map(
      granules.flatMap(({ sync, cldclass, parasol }) => [sync, cldclass, parasol]).map((file) => [file.path, file]),
    );
    const mostInstances = granules.length * args.samplesPerGranule;
    return {
      archive: archive.url,
      plan,
      isFrozen: frozen !== undefined,
      days: [...new Set(granules.map(({ day }) => day))],
      granules: granules.length,
      files: files.size,
      bytes: sizeOf([...files.values()]),
      here: await findHere(archive, [...files.values()], options.session?.mirrorDir),
      mostInstances,
      mostImageBytes: mostInstances * 4 * args.patchSize ** 2 * channelCount(fieldsOf(args)),
    };
  });
}

async function findHere(
  archive: Archive,
  files: readonly PlannedFile[],
  mirrorDir: string | undefined,
): Promise<GenerationPreview["here"]> {
  if (mirrorDir !== undefined) {
    const here: PlannedFile[] = [];
    for (const file of files) {
      const found = await stat(join(mirrorDir, file.path)).catch(() => undefined);
      if (found?.isFile() === true && found.size === file.size) here.push(file);
    }
    return { files: here.length, bytes: sizeOf(here) };
  }
  return archive.url.startsWith("file:") ? { files: files.length, bytes: sizeOf(files) } : undefined;
}

function sizeOf(files: readonly PlannedFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
