import { daysTouched, formatTime, granuleFile, matchGranules } from "@atcs/colocate";
import type { Archive, ProductGranule } from "@atcs/icare-fetch";
import { readSoftware } from "../_version.ts";
import type { GenerationArgs } from "../options.ts";
import { byMonth, daysBetween, drawOrder } from "./candidate-days.ts";
import { type DayListOptions, DayLists } from "./day-lists.ts";
import type { GenerationPlan, PlannedGranule, UnmatchedGranule } from "./types.ts";

/** What {@link makePlan} is told and tells. */
export interface MakePlanOptions extends Omit<DayListOptions, "onDay"> {
  /** Days of products that were listed, and how many it may be. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Decide what will be processed: list the days, match the granules of each, and draw. Names alone are looked at.
 * @throws ArchiveError: a listing that fails is no empty day
 */
export async function makePlan(
  archive: Archive,
  args: GenerationArgs,
  { onProgress, ...listing }: MakePlanOptions = {},
): Promise<GenerationPlan> {
  const candidates = daysBetween(args.from, args.to);
  const months = byMonth(candidates);
  const perMonth = args.daysPerMonth ?? Number.POSITIVE_INFINITY;
  const wanted = [...months.values()].reduce((sum, days) => sum + Math.min(days.length, perMonth), 0);
  let listed = 0;
  const onDay = (): void => onProgress?.(Math.min(++listed, 3 * wanted), 3 * wanted);
  const lists = new DayLists(archive, { ...listing, onDay });
  // All at once where all are wanted: one product beside another, and no day is asked for by itself.
  if (args.daysPerMonth === null) await listAll(lists, candidates);
  const matched: MatchedDay[] = [];
  for (const [month, days] of months) {
    const order = args.daysPerMonth === null ? days : drawOrder(days, (day) => day, args.seed, `days of ${month}`);
    let found = 0;
    for (const day of order) {
      if (found >= perMonth) break;
      listing.signal?.throwIfAborted();
      const ofDay = await matchDay(lists, day, args);
      matched.push(ofDay);
      if (ofDay.granules.length > 0) found++;
    }
  }
  matched.sort((a, b) => (a.day < b.day ? -1 : 1));
  const granules = matched.flatMap((day) => day.granules);
  return {
    software: readSoftware(),
    args,
    granules: granules.map((granule, ordinal) => ({ ordinal, ...granule })),
    unmatched: matched.flatMap((day) => day.unmatched),
  };
}

async function listAll(lists: DayLists, days: readonly string[]): Promise<void> {
  await Promise.all([lists.list("sync", days), lists.list("cldclass", days), lists.list("parasol", days)]);
}

interface MatchedDay {
  readonly day: string;
  /** Those that were drawn, in order of time. */
  readonly granules: readonly Omit<PlannedGranule, "ordinal">[];
  readonly unmatched: readonly UnmatchedGranule[];
}

async function matchDay(lists: DayLists, day: string, args: GenerationArgs): Promise<MatchedDay> {
  const { seed, maxTimeOffsetSec, granulesPerDay } = args;
  const sync = (await lists.list("sync", [day])).map((file) => matchable(file, "CALTRACK"));
  if (sync.length === 0) return { day, granules: [], unmatched: [] };
  const cldclass = (await lists.list("cldclass", [day])).map((file) => matchable(file, "CALTRACK"));
  // Near midnight the image may be in the directory of another day.
  const touched = sync.flatMap(({ nameParts }) => daysTouched(nameParts.start, { maxTimeOffsetSec }));
  const days = [...new Set(touched.map((time) => formatTime(time).slice(0, 10)))].sort();
  const parasol = (await lists.list("parasol", days)).map((file) => matchable(file, "PARASOL_L1B"));
  const { matches, unmatched } = matchGranules({ sync, cldclass, parasol }, { maxTimeOffsetSec });
  const drawn = new Set(
    granulesPerDay === null
      ? matches
      : drawOrder(matches, (match) => match.sync.file.name, seed, "granules").slice(0, granulesPerDay),
  );
  return {
    day,
    granules: matches
      .filter((match) => drawn.has(match))
      .map((match) => ({
        name: match.sync.file.name,
        day,
        timeOffsetSec: match.timeOffsetSec,
        sync: match.sync.file,
        cldclass: match.cldclass.file,
        parasol: match.parasol.file,
      })),
    unmatched: unmatched.map(({ sync: { file }, reason, message }) => ({ granule: file.name, day, reason, message })),
  };
}

function matchable<P extends "CALTRACK" | "PARASOL_L1B">({ name, path, size }: ProductGranule, product: P) {
  return { ...granuleFile(path, product), file: { name, path, size } };
}
