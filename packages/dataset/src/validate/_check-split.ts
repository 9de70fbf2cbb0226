import type { ClassCounts } from "../layout/split-file.ts";
import type { StoredField } from "../types.ts";
import type { SplitToValidate, ValidatedSplit } from "./types.ts";

/** What a split is checked against. */
export interface KnownInstances {
  readonly ids: readonly number[];
  readonly fields: readonly StoredField[];
  /** Name of each instance's half orbit; those that do not tell it are left out. */
  readonly orbits: ReadonlyMap<number, string>;
  /** Classes in the labels of the training set; undefined when not all of them can be read. */
  readonly counts: ClassCounts | undefined;
}

/** Is it a split of these instances, with all instances of a half orbit on one side? */
export function checkSplit({ name, split, statistics }: SplitToValidate, known: KnownInstances): ValidatedSplit {
  const { train, val, trainCounts } = split;
  const ids = new Set(known.ids);
  const used = [...train, ...val];
  const problems: string[] = [];
  const note = (problem: string | undefined): void => void (problem === undefined || problems.push(problem));
  if (train.length === 0) note("it has no training instances");
  note(
    few(
      used.filter((id) => !ids.has(id)),
      "that are not in the dataset",
    ),
  );
  note(
    few(
      used.filter((id) => ids.has(id) && !known.orbits.has(id)),
      "of no known half orbit",
    ),
  );
  for (const problem of dividedOrbits(train, val, known.orbits)) note(problem);
  if (trainCounts !== undefined && known.counts !== undefined) note(differentCounts(trainCounts, known.counts));
  const names = new Set(known.fields.map((field) => field.name));
  const strange = statistics?.channels.find(({ field }) => !names.has(field));
  if (strange !== undefined) note(`its statistics are of ${strange.field}, which the dataset does not have`);
  const unused = known.ids.length - used.filter((id) => ids.has(id)).length;
  return { name, train: train.length, val: val.length, unused, problems };
}

/** "instances that are not in the dataset, 3: 4, 7, 9" */
function few(ids: readonly number[], what: string): string | undefined {
  return ids.length === 0 ? undefined : `instances ${what}, ${ids.length}: ${listed(ids)}`;
}

const shown = 5;

function listed(ids: readonly number[]): string {
  return `${ids.slice(0, shown).join(", ")}${ids.length > shown ? ", ..." : ""}`;
}

function dividedOrbits(
  train: readonly number[],
  val: readonly number[],
  orbits: ReadonlyMap<number, string>,
): string[] {
  const byOrbit = (ids: readonly number[]): Map<string, number[]> => {
    const groups = new Map<string, number[]>();
    for (const id of ids) {
      const orbit = orbits.get(id);
      if (orbit === undefined) continue;
      const group = groups.get(orbit);
      if (group === undefined) groups.set(orbit, [id]);
      else group.push(id);
    }
    return groups;
  };
  const [ofTrain, ofVal] = [byOrbit(train), byOrbit(val)];
  const divided = [...ofTrain.keys()].filter((orbit) => ofVal.has(orbit)).sort();
  const problems = divided
    .slice(0, shown)
    .map(
      (orbit) =>
        `the half orbit ${orbit} is on both sides: ${listed(ofTrain.get(orbit)!)} for training, ${listed(ofVal.get(orbit)!)} for validation`,
    );
  if (divided.length > shown) problems.push(`${divided.length - shown} more half orbits are on both sides`);
  return problems;
}

function differentCounts(given: ClassCounts, counted: ClassCounts): string | undefined {
  const pairs: [what: string, given: number, counted: number][] = [
    ["total_pixels", given.points, counted.points],
    ["mask_count", given.cloudyPoints, counted.cloudyPoints],
    ...counted.classCounts.map((count, type): [string, number, number] => [
      `cls_counts[${type}]`,
      given.classCounts[type]!,
      count,
    ]),
  ];
  const different = pairs.find(([, one, other]) => one !== other);
  if (different === undefined) return undefined;
  const [what, one, other] = different;
  return `${what} of its train_counts is ${one}: expected ${other}, as counted in the labels`;
}
