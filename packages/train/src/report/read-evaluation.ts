import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Task } from "@atcs/dataset";
import { TrainError } from "../errors.ts";
import { runFiles } from "../run/layout.ts";
import { ioError, systemCode } from "../run/write-file.ts";
import type { SubsetEvaluation } from "./content.ts";

/** Of a file of scores: a million instances have fewer. */
const mostBytes = 2 ** 28;
/** Of a list that is told whole: there are 125 height bins. */
const mostEntries = 1000;
const fileName = "evaluation.json";

/**
 * The evaluations of a run: that of `val` first, then by name. None when there are none.
 * @throws TrainError TRAIN_RUN, naming the file, for one that is damaged or of another task; TRAIN_IO
 */
export async function readEvaluations(run: string, task: Task): Promise<SubsetEvaluation[]> {
  const directory = join(run, runFiles.evaluation);
  const subsets = (await namesIn(directory)).sort(
    (a, b) => Number(b === "val") - Number(a === "val") || (a < b ? -1 : 1),
  );
  const found: SubsetEvaluation[] = [];
  for (const subset of subsets) {
    const file = join(directory, subset, fileName);
    const text = await readText(file);
    if (text !== undefined) found.push(parseEvaluation(text, { file, subset, task }));
  }
  return found;
}

interface Place {
  readonly file: string;
  readonly subset: string;
  readonly task: Task;
}

/**
 * Scores as {@link Evaluation} of `@atcs/dataset` has them.
 * @throws TrainError TRAIN_RUN
 */
export function parseEvaluation(text: string, { file, subset, task }: Place): SubsetEvaluation {
  const refuse = (problem: string): never => {
    throw new TrainError("TRAIN_RUN", `${problem}: make it again with \`atcs evaluate\``, { file });
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return refuse(`it is no JSON (${(error as Error).message})`);
  }
  if (!isRecord(json)) return refuse("it holds no evaluation");
  if (json.task !== task) return refuse(`task is ${JSON.stringify(json.task)}, and the run is of ${task}`);
  const { overall, groups, instances } = json;
  if (!isSummary(overall) || !isOfTask(overall, task)) return refuse("overall holds no scores of the task");
  if (
    !isRecord(groups) ||
    !Object.values(groups).every((one) => isRecord(one) && Object.values(one).every(isSummary))
  ) {
    return refuse("groups holds no scores");
  }
  if (!Array.isArray(instances) || !instances.every(isInstance)) return refuse("instances holds no scores");
  // The checks above are for what is used of it.
  const threshold = typeof json.threshold === "number" ? json.threshold : undefined;
  return { subset, task, threshold, overall, groups, instances } as unknown as SubsetEvaluation;
}

const rates = ["precision", "recall", "dice", "iou", "accuracy"] as const;
const counts = ["tp", "fp", "fn", "tn"] as const;

function isSummary(value: unknown): value is Record<string, unknown> {
  if (!isRecord(value) || !isCount(value.points)) return false;
  const { cloudTypes } = value;
  if (!isListOf(cloudTypes, (one) => typeof one.name === "string" && isScore(one.recall))) return false;
  return counts.every((name) => isCount(value[name])) && hasRates(value) && isScore(value.cloud_mask_accuracy);
}

function isOfTask({ heightBins, classes, mean, confusionMatrix }: Record<string, unknown>, task: Task): boolean {
  const isProfile = task !== "bin_seg_2d";
  // What the task does not have would be drawn as well.
  if (isProfile ? !isListOf(heightBins, isHeightBin) : heightBins !== undefined) return false;
  if (task !== "seg_3d") return [classes, mean, confusionMatrix].every((value) => value === undefined);
  if (!isListOf(classes, isClass) || !isRecord(mean) || !hasRates(mean)) return false;
  const isRow = (row: unknown): boolean => Array.isArray(row) && row.length === classes.length && row.every(isCount);
  return Array.isArray(confusionMatrix) && confusionMatrix.length === classes.length && confusionMatrix.every(isRow);
}

function isHeightBin(one: Record<string, unknown>): boolean {
  return isCount(one.bin) && isScore(one.dice) && counts.every((name) => isCount(one[name]));
}

function isClass(one: Record<string, unknown>): boolean {
  return typeof one.name === "string" && hasRates(one);
}

function hasRates(one: Record<string, unknown>): boolean {
  return rates.every((name) => isScore(one[name]));
}

function isInstance(value: unknown): boolean {
  return (
    isRecord(value) &&
    Number.isSafeInteger(value.id) &&
    isRecord(value.scores) &&
    Object.values(value.scores).every(isScore)
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isListOf(value: unknown, test: (one: Record<string, unknown>) => boolean): value is Record<string, unknown>[] {
  return Array.isArray(value) && value.length <= mostEntries && value.every((one) => isRecord(one) && test(one));
}

function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function isScore(value: unknown): boolean {
  return value === null || (typeof value === "number" && Number.isFinite(value));
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(systemCode(error))) return [];
    throw ioError(error, directory, "read");
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    const { size } = await stat(file);
    if (size > mostBytes)
      throw new TrainError("TRAIN_RUN", `it has ${size} bytes: expected at most ${mostBytes}`, { file });
    return await readFile(file, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(systemCode(error))) return undefined;
    throw ioError(error, file, "read");
  }
}
