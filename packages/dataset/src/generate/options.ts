import { type Projection, patchMarginM } from "@atcs/colocate";
import type { Archive, OpenArchiveOptions } from "@atcs/icare-fetch";
import { checkBoolean, checkChoice, checkInteger, describeValue } from "../_check-options.ts";
import { type FieldSelection, resolveFields } from "../fields/resolve-fields.ts";
import type { StoredField } from "../types.ts";
import type { GranuleRules } from "./granule/types.ts";
import { checkDay } from "./plan/candidate-days.ts";
import type { GenerationEvent, GenerationProgress } from "./run/types.ts";

/** Options that decide on the content of a dataset. */
export interface ContentOptions {
  /** First and last day, both included. @default 2007-11-27 and 2009-12-02, while all three satellites flew together */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** So many days of each month are drawn, of those that the archive has granules of. @default all */
  readonly daysPerMonth?: number | undefined;
  /** So many half orbits of each day are drawn. @default all */
  readonly granulesPerDay?: number | undefined;
  /** Of all draws: an integer from 0 to 2^32 - 1. @default 0 */
  readonly seed?: number | undefined;
  /** A scheme of fields, or a list of fields in the order of the channels. @default "default" */
  readonly fields?: FieldSelection | undefined;
  /** @default "equirectangular" */
  readonly projection?: Projection | undefined;
  /** Rows and columns of a patch. @default 100 */
  readonly patchSize?: number | undefined;
  /** Most patches of a half orbit. @default 16 */
  readonly samplesPerGranule?: number | undefined;
  /** `area`: every area of the Earth is as likely; `track`: every length of the track is. @default "area" */
  readonly sampling?: "area" | "track" | undefined;
  /** Degrees north that patches are drawn between, south first. @default [-60, 60] */
  readonly latRange?: readonly [south: number, north: number] | undefined;
  /** Views of a valid pixel, 1 to 16. @default 13 */
  readonly minViews?: number | undefined;
  /** Share of a patch's pixels that must be valid, 0 to 1. @default 1 */
  readonly minValidFraction?: number | undefined;
  /** Profiles that a patch must hold. @default 50 */
  readonly minLabels?: number | undefined;
  /** Pixels that profiles stay away from the east and west borders of their patch. @default 10 */
  readonly nadirPadding?: number | undefined;
  /** Most seconds between image and profiles. @default 600 */
  readonly maxTimeOffsetSec?: number | undefined;
}

/** Options of all functions that look at the archive. */
export interface PlanOptions extends ContentOptions {
  /** URL or directory, or an archive that is open. */
  readonly archive: string | Archive;
  /** How to open the archive: accounts, cache, transfers. Not for one that is open. */
  readonly session?: OpenArchiveOptions | undefined;
  /** Directory of the dataset; made when it does not exist. */
  readonly out: string;
  /** List the archive anew for a plan that is not there yet, instead of by listings that are kept for a day. @default false */
  readonly refresh?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: GenerationProgress) => void) | undefined;
  /** Gets what happens on the way: what is waited for, granules that are left out, deviations of files. */
  readonly onEvent?: ((event: GenerationEvent) => void) | undefined;
}

/** Options of {@link generateDataset}. */
export interface GenerateOptions extends PlanOptions {
  /** Go on with what an earlier run has begun. Without it such a directory is refused. @default false */
  readonly resume?: boolean | undefined;
  /** Threads that make instances, each with about 300 MB of memory; 0 makes them in this one. @default 2, or 1 on a single processor */
  readonly workers?: number | undefined;
  /** Make only every `of`th granule, from the one with ordinal `index` on, below `shards/<index>` of the directory. */
  readonly shard?: Shard | undefined;
}

/** One of several parts of a generation. */
export interface Shard {
  /** 0 to `of` - 1. */
  readonly index: number;
  readonly of: number;
}

/** All that decides on the content of a dataset, as it is recorded. */
export interface GenerationArgs {
  readonly from: string;
  readonly to: string;
  readonly daysPerMonth: number | null;
  readonly granulesPerDay: number | null;
  readonly seed: number;
  readonly fields: FieldSelection;
  readonly projection: Projection;
  readonly patchSize: number;
  readonly samplesPerGranule: number;
  readonly sampling: "area" | "track";
  readonly latRange: readonly [number, number];
  readonly minViews: number;
  readonly minValidFraction: number;
  readonly minLabels: number;
  readonly nadirPadding: number;
  readonly maxTimeOffsetSec: number;
}

/** PARASOL, CALIPSO and CloudSat were all in the A-Train; PARASOL left it in December 2009. */
export const firstDay = "2007-11-27";
export const lastDay = "2009-12-02";

/** Options that decide on the content, with their defaults. @throws TypeError or RangeError for one that cannot be */
export function resolveArgs(options: ContentOptions): GenerationArgs {
  const args: GenerationArgs = {
    from: options.from ?? firstDay,
    to: options.to ?? lastDay,
    daysPerMonth: options.daysPerMonth ?? null,
    granulesPerDay: options.granulesPerDay ?? null,
    seed: options.seed ?? 0,
    fields: options.fields ?? "default",
    projection: options.projection ?? "equirectangular",
    patchSize: options.patchSize ?? 100,
    samplesPerGranule: options.samplesPerGranule ?? 16,
    sampling: options.sampling ?? "area",
    latRange: options.latRange ?? [-60, 60],
    minViews: options.minViews ?? 13,
    minValidFraction: options.minValidFraction ?? 1,
    minLabels: options.minLabels ?? 50,
    nadirPadding: options.nadirPadding ?? 10,
    maxTimeOffsetSec: options.maxTimeOffsetSec ?? 600,
  };
  checkDays(args);
  checkNumbers(args);
  resolveFields(args.fields);
  return args;
}

function checkDays({ from, to, daysPerMonth, granulesPerDay }: GenerationArgs): void {
  for (const [name, day] of [
    ["from", from],
    ["to", to],
  ] as const) {
    checkDay(name, day);
    if (day < firstDay || day > lastDay) {
      throw new RangeError(
        `${name} is ${day}: expected a day from ${firstDay} to ${lastDay}, while all satellites flew together`,
      );
    }
  }
  if (to < from) throw new RangeError(`to is ${to}: expected no day before from, ${from}`);
  if (daysPerMonth !== null) checkInteger("daysPerMonth", daysPerMonth, 1);
  if (granulesPerDay !== null) checkInteger("granulesPerDay", granulesPerDay, 1);
}

function checkNumbers(args: GenerationArgs): void {
  const { projection, patchSize, latRange, minValidFraction, minLabels, nadirPadding, maxTimeOffsetSec } = args;
  checkInteger("seed", args.seed, 0, 2 ** 32 - 1);
  checkInteger("samplesPerGranule", args.samplesPerGranule, 1, 10_000);
  checkInteger("minViews", args.minViews, 1, 16);
  checkInteger("patchSize", patchSize, 2, 1000);
  checkInteger("minLabels", minLabels, 1);
  checkChoice("sampling", args.sampling, ["area", "track"]);
  checkChoice("projection", projection, ["equirectangular", "sinusoidal"]);
  if (!(maxTimeOffsetSec >= 0 && maxTimeOffsetSec <= maxOffsetSec)) {
    const found = describeValue(maxTimeOffsetSec);
    throw new RangeError(`maxTimeOffsetSec is ${found}: expected 0 to ${maxOffsetSec} seconds, half of an orbit`);
  }
  // It checks what is left.
  patchMarginM({ projection, size: patchSize, latRange, minValidFraction, minLabels, nadirPadding });
}

/** Beyond that another half orbit would be nearer. */
const maxOffsetSec = 2966;

/** The fields of a dataset, in the order of the channels. */
export function fieldsOf({ fields }: GenerationArgs): StoredField[] {
  return resolveFields(fields);
}

/** What decides on the instances of each granule. */
export function rulesOf(args: GenerationArgs): GranuleRules {
  return { ...args, fields: fieldsOf(args) };
}

/** @throws TypeError or RangeError */
export function checkRun({ out, refresh, resume = false, workers, shard }: Omit<GenerateOptions, "archive">): void {
  checkOut(out);
  checkRefresh(refresh);
  checkBoolean("resume", resume);
  if (workers !== undefined) checkInteger("workers", workers, 0, 256);
  if (shard === undefined) return;
  checkInteger("shard.of", shard.of, 1, 100_000);
  checkInteger("shard.index", shard.index, 0, shard.of - 1);
}

/** @throws TypeError */
export function checkRefresh(refresh: boolean = false): void {
  checkBoolean("refresh", refresh);
}

/** @throws TypeError */
export function checkOut(out: string): void {
  if (typeof out !== "string" || out === "") throw new TypeError(`out is ${describeValue(out)}: expected a directory`);
}
