import { checkInteger, checkOptions, describeValue } from "../_check-options.ts";
import { DatasetError } from "../errors.ts";
import { shuffled } from "../loader/order.ts";
import type { InstanceInfo } from "../types.ts";

/** Options of {@link makeSplit}. */
export interface MakeSplitOptions {
  /** All instances of the dataset. */
  readonly instances: Iterable<InstanceInfo>;
  /** Wanted share of training instances, above 0 and below 1. @default 0.8 */
  readonly ratio?: number | undefined;
  /** An integer from 0 to 2^32 - 1. @default 0 */
  readonly seed?: number | undefined;
}

/** Ids for training and validation, ascending. */
export interface SplitIds {
  readonly train: number[];
  readonly val: number[];
}

/**
 * Divide a dataset at random, with all instances of a half orbit on one side: neighbours in space and time would tell too
 * much of each other. The share is met as nearly as whole half orbits allow, and with two orbits or more neither side is empty.
 * @throws RangeError for a ratio or seed that cannot be; DatasetError DATASET_SPLIT when an instance does not tell its orbit
 */
export function makeSplit(options: MakeSplitOptions): SplitIds {
  checkOptions("makeSplit", options, ["instances", "ratio", "seed"]);
  const { instances, ratio = 0.8, seed = 0 } = options;
  if (!(typeof ratio === "number" && ratio > 0 && ratio < 1)) {
    throw new RangeError(`ratio is ${describeValue(ratio)}: expected a number above 0 and below 1`);
  }
  checkInteger("seed", seed, 0, 2 ** 32 - 1);
  const orbits = groupByOrbit(instances);
  const total = orbits.reduce((sum, ids) => sum + ids.length, 0);
  const order = shuffled(orbits, seed, "split");
  const train: number[] = [];
  const val: number[] = [];
  for (const [i, ids] of order.entries()) {
    const isNearer = Math.abs(train.length + ids.length - ratio * total) <= Math.abs(train.length - ratio * total);
    // The last orbit goes where there is none yet.
    const isLast = i === order.length - 1 && i > 0;
    const goesToTrain = isLast && train.length === 0 ? true : isLast && val.length === 0 ? false : isNearer;
    (goesToTrain ? train : val).push(...ids);
  }
  const ascending = (ids: number[]): number[] => ids.sort((a, b) => a - b);
  return { train: ascending(train), val: ascending(val) };
}

/** Name of the half orbit that an instance is from. @throws DatasetError DATASET_SPLIT when nothing tells */
export function orbitOf({ id, dateTime, syncFile, parasolFile, cldclassFile }: InstanceInfo): string {
  const orbit = dateTime ?? syncFile ?? parasolFile ?? cldclassFile;
  if (orbit !== undefined) return orbit;
  const problem = "neither a time nor a file tells the orbit of the instance, which has to be on one side of a split";
  throw new DatasetError("DATASET_SPLIT", problem, { instanceId: id });
}

/** Ids of each half orbit, in the order of its name. */
function groupByOrbit(instances: Iterable<InstanceInfo>): number[][] {
  const orbits = new Map<string, number[]>();
  for (const info of instances) {
    const orbit = orbitOf(info);
    const ids = orbits.get(orbit);
    if (ids === undefined) orbits.set(orbit, [info.id]);
    else ids.push(info.id);
  }
  return [...orbits.keys()].sort().map((orbit) => orbits.get(orbit)!.sort((a, b) => a - b));
}
