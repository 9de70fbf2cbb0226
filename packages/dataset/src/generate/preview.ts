import { channelCount } from "../fields/channels.ts";
import { withArchive } from "./open-given-archive.ts";
import { checkOut, checkRefresh, fieldsOf, type GenerateOptions, resolveArgs } from "./options.ts";
import { readPlan } from "./plan/plan-file.ts";
import type { GenerationPlan, PlannedFile, PlannedGranule } from "./plan/types.ts";
import { listPlan } from "./plan-generation.ts";
import type { GenerationEvent } from "./run/types.ts";
import { granulesOfShard } from "./shards.ts";

/** What a generation would do. */
export interface GenerationPreview {
  /** The archive, without a password. */
  readonly archive: string;
  readonly plan: GenerationPlan;
  /** Is the plan frozen already? */
  readonly isFrozen: boolean;
  /** When the oldest of the listings was made that were kept and used for the plan; undefined when the archive was asked. */
  readonly listedAt: Date | undefined;
  /** Days with granules: `2008-06-03`. */
  readonly days: readonly string[];
  /** Files of the plan, or of the shard, and their bytes. */
  readonly granules: number;
  readonly files: number;
  readonly bytes: number;
  /** Those of them that are here already, in the cache, the mirror or the archive's own directory. */
  readonly here: { readonly files: number; readonly bytes: number };
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
  checkRefresh(options.refresh);
  const args = resolveArgs(options);
  return withArchive(options, async (archive) => {
    const frozen = await readPlan(options.out, args);
    let listedAt: Date | undefined;
    const onEvent = (event: GenerationEvent): void => {
      if (event.kind === "kept-listings") listedAt = event.listedAt;
      options.onEvent?.(event);
    };
    const plan = frozen?.plan ?? (await listPlan(archive, args, { ...options, onEvent }));
    const granules = granulesOfShard(plan.granules, options.shard);
    const files = filesOf(granules);
    const here = await archive.findHere(files, { signal: options.signal });
    const mostInstances = granules.length * args.samplesPerGranule;
    return {
      archive: archive.url,
      plan,
      isFrozen: frozen !== undefined,
      listedAt,
      days: [...new Set(granules.map(({ day }) => day))],
      granules: granules.length,
      ...countOf(files),
      here: countOf(files.filter(({ path }) => here.has(path))),
      mostInstances,
      mostImageBytes: mostInstances * 4 * args.patchSize ** 2 * channelCount(fieldsOf(args)),
    };
  });
}

/** Each once: half orbits may share one. */
function filesOf(granules: readonly PlannedGranule[]): PlannedFile[] {
  const files = granules.flatMap(({ sync, cldclass, parasol }) => [sync, cldclass, parasol]);
  return [...new Map(files.map((file) => [file.path, file])).values()];
}

function countOf(files: readonly PlannedFile[]): { readonly files: number; readonly bytes: number } {
  return { files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
}
