import { DatasetError } from "../errors.ts";
import { asArray, asId, asNumber, asObject, type JsonObject, type Place, unexpected } from "./_json.ts";

/** How often each class is in the labels of the training set. */
export interface ClassCounts {
  /** Height bins with each cloud type, 0 to 8; unknown bins are not counted. */
  readonly classCounts: readonly number[];
  /** The same for each height bin: [bins][9]. */
  readonly classCountsPerBin: readonly (readonly number[])[];
  /** Label points with any cloud. */
  readonly cloudyPoints: number;
  /** Label points. */
  readonly points: number;
}

/** Which instances are for training and which for validation. */
export interface Split {
  /** Ids, ascending. */
  readonly train: readonly number[];
  readonly val: readonly number[];
  readonly trainCounts: ClassCounts | undefined;
  /** Wanted share of training instances. */
  readonly ratio: number | undefined;
  readonly seed: number | undefined;
}

/** Names that a split cannot have, because files of a dataset have them. */
const reserved = ["dataset_generation_info", "instance_info", "plan", "zarr", "evaluation", "meta", "config"];

/**
 * Name of the file of a split.
 * @throws RangeError for a name that other files have, or that is no plain file name
 */
export function splitFile(name: string): string {
  return `${checkSplitName(name)}.json`;
}

/** Name of the file with the statistics of a split's training set. */
export function statisticsFile(name: string): string {
  return `${checkSplitName(name)}.stats.json`;
}

function checkSplitName(name: string): string {
  const isPlain = typeof name === "string" && /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/.test(name);
  if (!isPlain || name.endsWith(".json") || name.endsWith(".stats") || name.endsWith(".")) {
    throw new RangeError(
      `the split's name is ${JSON.stringify(name)}: expected letters, digits, "_", "-" and ".", no file ending`,
    );
  }
  if (reserved.includes(name.toLowerCase())) {
    throw new RangeError(
      `the split's name is ${JSON.stringify(name)}: expected another one, ${name}.json is a file of datasets`,
    );
  }
  return name;
}

/**
 * Read `<split>.json`.
 * @param value the parsed JSON
 * @throws DatasetError DATASET_SPLIT for what is no split, or has an instance twice
 */
export function parseSplit(value: unknown, file: string): Split {
  const place: Place = { file, code: "DATASET_SPLIT" };
  const json = asObject(value, "the split", place);
  const ids = (key: string): number[] => {
    const list = asArray(json[key], key, place).map((id) => asId(id, `an id of ${key}`, place));
    return list.sort((a, b) => a - b);
  };
  const [train, val] = [ids("train"), ids("val")];
  const seen = new Set<number>();
  for (const id of [...train, ...val]) {
    if (seen.has(id)) throw new DatasetError("DATASET_SPLIT", "it is there twice", { file, instanceId: id });
    seen.add(id);
  }
  const counts = json.train_counts;
  return {
    train,
    val,
    trainCounts: counts === undefined ? undefined : parseCounts(asObject(counts, "train_counts", place), place),
    ratio: json.ratio === undefined ? undefined : asNumber(json.ratio, "ratio", place),
    seed: typeof json.seed === "number" ? json.seed : undefined,
  };
}

/** Text of `<split>.json`. */
export function formatSplit({ train, val, trainCounts, ratio, seed }: Split): string {
  const parts = [`"train": ${JSON.stringify(train)}`, `"val": ${JSON.stringify(val)}`];
  if (trainCounts !== undefined) parts.push(`"train_counts": ${JSON.stringify(countsJson(trainCounts))}`);
  if (ratio !== undefined) parts.push(`"ratio": ${JSON.stringify(ratio)}`);
  if (seed !== undefined) parts.push(`"seed": ${JSON.stringify(seed)}`);
  return `{\n${parts.join(",\n")}\n}\n`;
}

function countsJson(counts: ClassCounts): JsonObject {
  return {
    cls_counts: counts.classCounts,
    cls_counts_per_bin: counts.classCountsPerBin,
    mask_count: counts.cloudyPoints,
    total_pixels: counts.points,
  };
}

function parseCounts(json: JsonObject, place: Place): ClassCounts {
  const counts = (value: unknown, what: string): number[] => {
    const list = asArray(value, what, place).map((count) => asNumber(count, `a count of ${what}`, place));
    if (list.length !== 9) throw unexpected(what, value, `9 counts, got ${list.length}`, place);
    return list;
  };
  const perBin = asArray(json.cls_counts_per_bin, "cls_counts_per_bin", place);
  return {
    classCounts: counts(json.cls_counts, "cls_counts"),
    classCountsPerBin: perBin.map((bin, i) => counts(bin, `cls_counts_per_bin[${i}]`)),
    cloudyPoints: asNumber(json.mask_count, "mask_count", place),
    points: asNumber(json.total_pixels, "total_pixels", place),
  };
}
