import { isDeepStrictEqual } from "node:util";
import { resolveFields } from "@atcs/dataset";
import { checkInteger, checkOptions, describeValue } from "../config/check.ts";
import { limits, trainSettings } from "../config/settings.ts";
import { omittedAngles } from "./kept-angles.ts";
import type { SweepEntry, SweepOptions, SweepPlan, SweepRun, SweepTrainOptions } from "./types.ts";

/** SLURM's job arrays have no more, unless it is set up so. */
const mostRuns = 1000;
const sweepOptionNames = ["version", "dataset", "options", "angles", "bands", "runs", "seeds"];

/**
 * The runs of a sweep, in their order.
 * @throws TypeError, RangeError, saying which option or run is wrong
 */
export function expandRuns(sweep: SweepOptions): SweepPlan {
  checkOptions("a sweep", sweep, sweepOptionNames);
  const { options = {}, seeds = [0] } = sweep;
  checkTrainOptions("options", options);
  checkSeeds(seeds);
  const { dataset } = trainSettings({ ...options, dataset: sweep.dataset, out: "run" });
  const entries = entriesOf(sweep);
  if (sweep.seeds !== undefined && entries.every(({ seed }) => seed !== undefined)) {
    throw new RangeError("seeds are given, but every run has one of its own: leave out one or the other");
  }
  const asked = entries.reduce((sum, { seed }) => sum + (seed === undefined ? seeds.length : 1), 0);
  if (asked === 0 || asked > mostRuns) {
    throw new RangeError(`the sweep has ${asked} runs: expected from 1 to ${mostRuns}`);
  }
  const runs = entries.flatMap((entry) => runsOf(entry, options, seeds));
  for (const run of runs) checkRun(run, dataset);
  checkTogether(runs);
  return { version: 1, dataset, runs };
}

function entriesOf({ options = {}, angles, bands, runs }: SweepOptions): readonly SweepEntry[] {
  const given = { angles, bands, runs };
  const names = Object.entries(given).filter(([, value]) => value !== undefined);
  const [first] = names;
  if (first === undefined || names.length > 1) {
    const found = names.length === 0 ? "none" : names.map(([name]) => name).join(" and ");
    throw new RangeError(`a sweep is over one of angles, bands and runs, not ${found}`);
  }
  if (!Array.isArray(first[1])) throw new TypeError(`${first[0]} is ${describeValue(first[1])}: expected a list`);
  if (angles !== undefined && options.omitAngles !== undefined) {
    throw new RangeError("omitAngles is given, but a sweep over angles chooses these itself");
  }
  if (bands !== undefined && options.fields !== undefined) {
    throw new RangeError("fields are given, but a sweep over bands chooses these itself");
  }
  if (angles !== undefined) return angles.map(angleEntry);
  if (bands !== undefined) return bands.map((scheme) => ({ name: String(scheme), options: { fields: scheme } }));
  return (runs ?? []).map(checkedEntry);
}

function angleEntry(count: number): SweepEntry {
  const omitAngles = omittedAngles(count);
  return { name: `angles-${String(count).padStart(2, "0")}`, options: { omitAngles } };
}

function checkedEntry(entry: SweepEntry, i: number): SweepEntry {
  checkOptions(`run ${i} of the sweep`, entry, ["name", "variant", "seed", "options"]);
  const { seed, options = {} } = entry;
  checkTrainOptions(`options of run ${i}`, options);
  if (seed !== undefined) checkInteger(`seed of run ${i}`, seed, 0, limits.seed);
  return entry;
}

function checkTrainOptions(what: string, options: SweepTrainOptions): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`${what} are ${describeValue(options)}: expected an object`);
  }
  const own = ["dataset", "out", "seed"].find((name) => name in options);
  if (own === undefined) return;
  throw new RangeError(`${what} have ${JSON.stringify(own)}: it is given for the sweep, or the run, itself`);
}

function checkSeeds(seeds: readonly number[]): void {
  if (!Array.isArray(seeds)) throw new TypeError(`seeds is ${describeValue(seeds)}: expected a list of integers`);
  for (const seed of seeds) checkInteger("one of seeds", seed, 0, limits.seed);
  const seen = new Set<number>();
  for (const seed of seeds) {
    if (seen.has(seed)) throw new RangeError(`seeds have ${seed} twice: expected each one once`);
    seen.add(seed);
  }
}

function runsOf(entry: SweepEntry, shared: SweepTrainOptions, seeds: readonly number[]): SweepRun[] {
  const { name, variant = name, seed: own } = entry;
  const options = withoutUndefined({ ...shared, ...entry.options });
  if (own !== undefined) return [{ name, variant, seed: own, options }];
  return seeds.map((seed) => ({ name: `${name}-seed-${seed}`, variant, seed, options }));
}

/** As a file has them. */
function withoutUndefined(options: SweepTrainOptions): SweepTrainOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** Everything that can be known to be wrong without the dataset. */
function checkRun({ name, variant, seed, options }: SweepRun, dataset: string): void {
  for (const text of [name, variant]) {
    // Others mean something to a shell, to SLURM or to a file system.
    if (typeof text === "string" && /^[A-Za-z0-9][\w.-]{0,99}$/.test(text)) continue;
    const expected = "at most 100 letters, digits and any of _.-, the first one a letter or digit";
    throw new RangeError(`a run of the sweep is named ${describeValue(text)}: expected ${expected}`);
  }
  try {
    const { fields } = trainSettings({ ...options, seed, dataset, out: "run" });
    if (typeof fields === "string") resolveFields(fields);
  } catch (error) {
    throw new RangeError(`run ${name}: ${(error as Error).message}`, { cause: error });
  }
}

/** Means over seeds mean something only for runs that are the same otherwise. */
function checkTogether(runs: readonly SweepRun[]): void {
  const names = new Set<string>();
  const firsts = new Map<string, SweepRun>();
  const seeds = new Set<string>();
  for (const { name, variant, seed, options } of runs) {
    // Some file systems do not tell large letters from small ones.
    if (names.has(name.toLowerCase())) throw new RangeError(`two runs of the sweep are named ${name}`);
    names.add(name.toLowerCase());
    const first = firsts.get(variant);
    firsts.set(variant, first ?? { name, variant, seed, options });
    if (first !== undefined && !isDeepStrictEqual(first.options, options)) {
      throw new RangeError(
        `runs ${first.name} and ${name} are both of the variant ${variant}, but their options differ`,
      );
    }
    const withSeed = `${variant} ${seed}`;
    if (seeds.has(withSeed)) throw new RangeError(`two runs of the variant ${variant} have the seed ${seed}`);
    seeds.add(withSeed);
  }
}
