import { type HeightBins, type Subset, splitFile, type Task, tasks } from "@atcs/dataset";
import type { JsonFields } from "../config/json-fields.ts";
import { subsets } from "../predict/predictions-meta.ts";
import { type Problems, refusal } from "./problems.ts";

/** The network, or whatever else made predictions: a name, and all that its makers want to say of it. */
export interface PredictionModel {
  readonly name: string;
  readonly [key: string]: unknown;
}

/** What predictions are of, as their `meta.json` says it. */
export interface PredictionsSettings {
  readonly task: Task;
  /** First height bin, and the first beyond. */
  readonly heightBins: HeightBins;
  readonly split: string;
  readonly subset: Subset;
  /** Of labels and subsets of the dataset, as `AtcsDataset.fingerprint` has it. */
  readonly fingerprint: string;
  /** A cloud is where the probability is greater; null of `seg_3d`. */
  readonly threshold: number | null;
  readonly model: PredictionModel;
}

/** The same as far as it is said. */
export type StatedSettings = { readonly [Name in keyof PredictionsSettings]: PredictionsSettings[Name] | undefined };

/** Of names; longer ones break every table. */
export const mostNameCharacters = 100;

const maxBins = 32_767;

/**
 * Read settings from an object of JSON. What is wrong becomes a problem of the file, and is undefined.
 * @param isComplete is a setting that is missing a problem as well?
 */
export function readSettings(
  fields: JsonFields,
  { file, problems, isComplete }: { readonly file: string; readonly problems: Problems; readonly isComplete: boolean },
): StatedSettings {
  const read = <T>(key: string, get: (key: string) => T): T | undefined => {
    if (!isComplete && fields.value(key) === undefined) return undefined;
    return problems.attempt(file, () => get(key));
  };
  const task = read("task", (key) => fields.choice(key, tasks));
  return {
    task,
    heightBins: read("heightBins", (key) => heightBinsOf(fields, key)),
    split: read("split", (key) => splitOf(fields, key)),
    subset: read("subset", (key) => fields.choice(key, subsets)),
    fingerprint: read("fingerprint", (key) => digestOf(fields, key)),
    threshold: read("threshold", (key) => thresholdOf(fields, key, task)),
    model: read("model", (key) => modelOf(fields, key)),
  };
}

/** Is it a name that can stand in a line: neither control characters, nor such as turn the direction of text? */
export function isPlainText(value: unknown, mostCharacters: number = mostNameCharacters): value is string {
  if (typeof value !== "string" || value.trim() === "" || value.length > mostCharacters) return false;
  return !/[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(value);
}

/** SHA-256 in hexadecimal. */
export function isDigest(value: unknown): value is string {
  return typeof value === "string" && /^[\da-f]{64}$/.test(value);
}

function heightBinsOf(fields: JsonFields, key: string): HeightBins {
  const value = fields.value(key);
  const [first, end] = Array.isArray(value) && value.length === 2 ? (value as unknown[]) : [];
  if (Number.isSafeInteger(first) && Number.isSafeInteger(end)) {
    const bins = [first as number, end as number] as const;
    if (bins[0] >= 0 && bins[1] > bins[0] && bins[1] <= maxBins) return bins;
  }
  throw fields.wrong(key, "the first height bin and the first beyond, such as [0, 125]");
}

function splitOf(fields: JsonFields, key: string): string {
  const value = fields.value(key);
  if (!isPlainText(value)) throw fields.wrong(key, "the name of a split");
  try {
    // The name becomes part of a path.
    splitFile(value);
  } catch (error) {
    if (error instanceof RangeError) throw refusal(error.message);
    throw error;
  }
  return value;
}

function digestOf(fields: JsonFields, key: string): string {
  const value = fields.value(key);
  if (isDigest(value)) return value;
  throw fields.wrong(key, "64 hexadecimal digits, as the dataset has them");
}

function thresholdOf(fields: JsonFields, key: string, task: Task | undefined): number | null {
  const value = fields.value(key);
  if (value === null && (task === "seg_3d" || task === undefined)) return null;
  if (task === "seg_3d") throw fields.wrong(key, "null, for seg_3d has no threshold");
  if (typeof value === "number" && value >= 0 && value < 1) return value;
  throw fields.wrong(key, "a probability from 0 up to but not 1");
}

function modelOf(fields: JsonFields, key: string): PredictionModel {
  const value = fields.value(key);
  const expected = `an object with a name of at most ${mostNameCharacters} characters`;
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw fields.wrong(key, expected);
  if (isPlainText((value as { name?: unknown }).name)) return value as PredictionModel;
  throw refusal(`model.name is no such name: expected ${expected}`);
}
