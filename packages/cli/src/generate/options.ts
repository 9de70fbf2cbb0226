import { polderFields, type UtcTime } from "@atcs/colocate";
import type { GenerateOptions, Shard } from "@atcs/dataset/generate";
import { InvalidArgumentError } from "commander";
import { UsageError } from "../errors.ts";
import { type RawSessionOptions, sessionOptionsOf } from "../fetch/session-options.ts";
import { dayText } from "../simulate/options.ts";

/** Options of `atcs generate` as commander parsed them. */
export interface RawGenerateOptions extends RawSessionOptions {
  readonly archive: string;
  readonly out: string;
  readonly from?: UtcTime;
  readonly to?: UtcTime;
  readonly daysPerMonth?: number;
  readonly granulesPerDay?: number;
  readonly seed?: number;
  readonly fields?: string | readonly string[];
  readonly projection?: "equirectangular" | "sinusoidal";
  readonly patchSize?: number;
  readonly samplesPerGranule?: number;
  readonly sampling?: "area" | "track";
  readonly latRange?: readonly [number, number];
  readonly minViews?: number;
  readonly minValidFraction?: number;
  readonly minLabels?: number;
  readonly nadirPadding?: number;
  readonly maxTimeOffset?: number;
  readonly refresh?: boolean;
  readonly resume?: boolean;
  readonly workers?: number;
  readonly shard?: Shard;
  readonly planOnly?: boolean;
  readonly dryRun?: boolean;
  readonly cacheDir?: string;
  readonly maxCacheGb: number;
  readonly mirror?: string;
}

/** What to generate. */
export interface GenerateRequest {
  readonly options: GenerateOptions;
  readonly isPlanOnly: boolean;
  readonly isDryRun: boolean;
  /** Tell everything that happens in the sessions. */
  readonly isVerbose: boolean;
}

/**
 * @param env may say which task of a SLURM job array this is, which is then the shard
 * @throws UsageError
 */
export function toGenerateRequest(
  raw: RawGenerateOptions,
  env: Readonly<Record<string, string | undefined>>,
): GenerateRequest {
  const { verbose: isVerbose = false, dryRun: isDryRun = false, planOnly: isPlanOnly = false } = raw;
  if (isDryRun && isPlanOnly) throw new UsageError("give --dry-run or --plan-only, not both");
  if (raw.mirror !== undefined && raw.cacheDir !== undefined)
    throw new UsageError("give --mirror or --cache-dir, not both");
  return {
    options: {
      archive: raw.archive,
      out: raw.out,
      from: raw.from && dayText(raw.from),
      to: raw.to && dayText(raw.to),
      daysPerMonth: raw.daysPerMonth,
      granulesPerDay: raw.granulesPerDay,
      seed: raw.seed,
      fields: raw.fields,
      projection: raw.projection,
      patchSize: raw.patchSize,
      samplesPerGranule: raw.samplesPerGranule,
      sampling: raw.sampling,
      latRange: raw.latRange,
      minViews: raw.minViews,
      minValidFraction: raw.minValidFraction,
      minLabels: raw.minLabels,
      nadirPadding: raw.nadirPadding,
      maxTimeOffsetSec: raw.maxTimeOffset,
      refresh: raw.refresh ?? false,
      resume: raw.resume ?? false,
      workers: raw.workers,
      shard: raw.shard ?? slurmShard(env),
      session: {
        ...sessionOptionsOf(raw),
        ...(raw.mirror === undefined
          ? { cacheDir: raw.cacheDir, maxCacheBytes: Math.round(raw.maxCacheGb * 1e9) }
          : { mirrorDir: raw.mirror }),
      },
    },
    isPlanOnly,
    isDryRun,
    isVerbose,
  };
}

/**
 * The shard of a task of a SLURM job array; undefined outside of one.
 * @throws UsageError for an array whose numbers do not follow each other, such as that of tasks which are repeated
 */
export function slurmShard(env: Readonly<Record<string, string | undefined>>): Shard | undefined {
  const { SLURM_ARRAY_TASK_ID: id, SLURM_ARRAY_TASK_COUNT: count, SLURM_ARRAY_TASK_MIN: least = "0" } = env;
  if (id === undefined || count === undefined) return undefined;
  const [index, of] = [Number(id) - Number(least), Number(count)];
  if (Number.isInteger(index) && Number.isInteger(of) && index >= 0 && index < of) return { index, of };
  throw new UsageError(
    `task ${id} of the ${count} of this SLURM array, from ${least} on, is no shard: say which it is with --shard`,
  );
}

/** "3/16". */
export function parseShard(text: string): Shard {
  const [, index = "", of = ""] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  if (index === "" || Number(index) >= Number(of)) {
    throw new InvalidArgumentError("Expected a shard such as 0/16, the first, to 15/16, the last.");
  }
  return { index: Number(index), of: Number(of) };
}

/** A scheme, or names of fields between commas. */
export function parseFields(text: string): string | readonly string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.includes(""))
    throw new InvalidArgumentError("Expected a scheme such as default, or fields such as I670P,phi.");
  return names.length === 1 && !polderFields.has(names[0]!) ? names[0]! : names;
}

/** A number from `least` on, such as of gigabytes or seconds. */
export function parseDecimal(least: number, most: number = Number.MAX_VALUE): (text: string) => number {
  return (text) => {
    const value = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) {
      const range = most === Number.MAX_VALUE ? `of at least ${least}` : `from ${least} to ${most}`;
      throw new InvalidArgumentError(`Expected a number ${range}.`);
    }
    return value;
  };
}
