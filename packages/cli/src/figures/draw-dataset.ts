import type { InstanceSource, Split } from "@atcs/dataset";
import type * as drawing from "@atcs/dataset/figures";
import { dayOf, type LatLon, middleOf } from "./instance-places.ts";
import { sampledPeriod } from "./sampled-days.ts";

/** `@atcs/dataset/figures`. */
export type Drawing = typeof drawing;

/** A figure before it is written. */
export interface DrawnFigure {
  /** Of its file, without the ending. */
  readonly name: string;
  readonly svg: string;
}

/** What the figures of a whole dataset need. */
export interface DatasetContent {
  readonly source: InstanceSource;
  readonly split: Split | undefined;
  readonly widthMm: number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** The coverage map. Labels are only read of instances whose place is not in the list of the dataset. */
export async function drawCoverage({ coverageMap }: Drawing, content: DatasetContent): Promise<DrawnFigure> {
  const { source, split, widthMm, signal, onProgress } = content;
  const places = new Map<number, LatLon>();
  for (const [i, id] of source.ids.entries()) {
    signal.throwIfAborted();
    onProgress(i, source.ids.length);
    const { centerLat, centerLon } = source.info(id);
    const isKnown = centerLat !== undefined && centerLon !== undefined;
    places.set(id, isKnown ? { lat: centerLat, lon: centerLon } : middleOf(await source.readLabels(id, { signal })));
  }
  const groups = splitGroups(source.ids, split).map(({ name, ids }) => {
    const found = ids.flatMap((id) => places.get(id) ?? []);
    return { name, lat: found.map(({ lat }) => lat), lon: found.map(({ lon }) => lon) };
  });
  return { name: "coverage", svg: coverageMap(groups, { title: "Centres of the patches", widthMm }) };
}

/** The calendar, unless the dataset does not tell any day. */
export function drawCalendar({ samplingCalendar }: Drawing, { source, widthMm }: DatasetContent): DrawnFigure[] {
  const days = source.ids.flatMap((id) => dayOf(source.info(id)) ?? []);
  const period = sampledPeriod(days, source.generation);
  if (period === undefined) return [];
  const { from, to } = period;
  return [{ name: "calendar", svg: samplingCalendar(period.days, { title: "Sampled days", widthMm, from, to }) }];
}

/** Training, validation and the rest, as far as there are any. */
function splitGroups(ids: readonly number[], split: Split | undefined): { name: string; ids: readonly number[] }[] {
  if (split === undefined) return [{ name: "", ids }];
  const inSplit = new Set([...split.train, ...split.val]);
  return [
    { name: "training", ids: split.train },
    { name: "validation", ids: split.val },
    { name: "in neither", ids: ids.filter((id) => !inSplit.has(id)) },
  ].filter((group) => group.ids.length > 0);
}
