import { DatasetError } from "../errors.ts";
import { type Settings, tableLength } from "./_settings.ts";
import type { CountsJson, PointCounts } from "./types.ts";

/** Everything that is counted. Whole numbers below 2^53, so that any order of additions gives the same. */
export interface Counts {
  readonly points: PointCounts;
  /** Shape [K, 9, classes], or [1, 9, 2]: how often a true type was predicted as a class. */
  readonly table: Float64Array;
}

const pointNames = [
  "points",
  "unlabelled",
  "maskTp",
  "maskFp",
  "maskFn",
  "maskTn",
  "topRight",
  "topOffsetBins",
  "topHeights",
  "topOffsetMetres",
] as const satisfies readonly (keyof PointCounts)[];

export function zeroCounts(settings: Settings): Counts {
  return { points: pointCounts(() => 0), table: new Float64Array(tableLength(settings)) };
}

/** Add counts of the same settings to `sum`. */
export function addCounts(sum: Counts, other: Counts): void {
  for (const name of pointNames) sum.points[name] += other.points[name];
  for (let i = 0; i < sum.table.length; i++) sum.table[i]! += other.table[i]!;
}

export function countsToJson({ points, table }: Counts): CountsJson {
  return { points: { ...points }, table: Array.from(table) };
}

/** @throws DatasetError DATASET_PREDICTIONS for what are no counts of these settings */
export function countsFromJson(json: CountsJson, settings: Settings): Counts {
  const length = tableLength(settings);
  const { points, table } = json ?? {};
  if (typeof points !== "object" || points === null || !Array.isArray(table) || table.length !== length) {
    throw new DatasetError("DATASET_PREDICTIONS", `the scores hold no points and table of ${length} counts`);
  }
  return {
    points: pointCounts((name) => checkCount(points[name], `points.${name}`)),
    table: Float64Array.from(table, (count: unknown, i) => checkCount(count, `table[${i}]`)),
  };
}

function pointCounts(countOf: (name: keyof PointCounts) => number): PointCounts {
  return Object.fromEntries(pointNames.map((name) => [name, countOf(name)])) as unknown as PointCounts;
}

function checkCount(count: unknown, name: string): number {
  if (typeof count === "number" && Number.isSafeInteger(count) && count >= 0) return count;
  throw new DatasetError("DATASET_PREDICTIONS", `${name} of the scores is ${String(count)}: expected a count`);
}
