import { readdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type HeightBins, type Subset, type Task, tasks } from "@atcs/dataset";
import { makeDirectory } from "@atcs/icare-fetch/disk";
import { checkChoice, checkFunction, checkNumber, checkOptions, checkSignal, checkText } from "../config/check.ts";
import { predictionsMetaFile, subsets } from "../predict/predictions-meta.ts";
import { ioError, removePartial, writeWhole } from "../run/write-file.ts";
import { packageVersions } from "./_versions.ts";
import { evaluationFile, formatEvaluation, type StoredEvaluation } from "./evaluation-file.ts";
import { evaluationFigures, isFigureName } from "./figures.ts";
import { heightsInKm } from "./heights.ts";
import { Problems } from "./problems.ts";
import { readMeta } from "./read-meta.ts";
import { scorePredictions } from "./score-predictions.ts";
import { ScoredSubset } from "./scored-subset.ts";
import type { StatedSettings } from "./settings.ts";

/** What {@link evaluatePredictions} evaluates. What is not given is what `meta.json` of the predictions says. */
export interface EvaluatePredictionsOptions {
  /** Directory, file or URL of the dataset. */
  readonly dataset: string;
  /** Directory of `<id>.npy`, with a `meta.json` if there is one. */
  readonly predictions: string;
  /** Directory for scores and figures. @default `evaluation` in the directory of the predictions */
  readonly out?: string | undefined;
  /** @default "default", where `meta.json` says nothing */
  readonly split?: string | undefined;
  /** @default "val", where `meta.json` says nothing */
  readonly subset?: Subset | undefined;
  /** @default "seg_3d", where `meta.json` says nothing */
  readonly task?: Task | undefined;
  /** First height bin, and the first beyond. @default all, where `meta.json` says nothing */
  readonly heightBins?: HeightBins | undefined;
  /** Of the binary tasks alone; another one than in `meta.json` may be tried. @default 0.5, where `meta.json` says nothing */
  readonly threshold?: number | undefined;
  /** Called after each instance. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Scores that were written. */
export interface WrittenEvaluation {
  /** As `evaluation.json` has it. */
  readonly evaluation: StoredEvaluation;
  /** Absolute. */
  readonly directory: string;
  /** Names of the files in it: `evaluation.json` and figures. */
  readonly files: readonly string[];
}

/**
 * Score predictions at the label points of a subset, and write `evaluation.json` and figures (SVG): Dice and clouds by height,
 * the confusion matrix, how much of each cloud type was found, and the Dice of each break-down.
 * @throws (rejects with) TrainError TRAIN_SUBMISSION, which tells all that is wrong with the predictions and names file and
 * instances: missing ones, wrong types, shapes and values, those of another dataset, or of something else than was asked for;
 * TRAIN_DATASET, TRAIN_IO; DatasetError; TypeError and RangeError for wrong options; the reason of the signal
 * @example
 * ```ts
 * import { evaluatePredictions } from "@atcs/train";
 *
 * const { evaluation, directory } = await evaluatePredictions({ dataset: "dataset", predictions: "runs/first/predictions/val" });
 * console.log(evaluation.overall.dice, directory);
 * ```
 */
export function evaluatePredictions(options: EvaluatePredictionsOptions): Promise<WrittenEvaluation> {
  return evaluateWith(options);
}

/**
 * {@link evaluatePredictions} of a dataset that was looked at before.
 * @param fingerprint of dataset and split, where it is known
 * @internal
 */
export async function evaluateWith(
  options: EvaluatePredictionsOptions,
  fingerprint?: string,
): Promise<WrittenEvaluation> {
  checkEvaluateOptions(options);
  const { onProgress, signal } = options;
  signal?.throwIfAborted();
  const predictions = resolve(options.predictions);
  const problems = new Problems();
  const stated = await readMeta(predictions, problems);
  checkAgreement(options, stated, problems);
  problems.throwIfAny(predictions);
  const { task = "seg_3d", split = "default", subset = "val", heightBins } = { ...options, ...known(stated) };
  checkThreshold(task, options.threshold);
  const settings = { task, split, subset, heightBins };
  await using scored = await ScoredSubset.open(options.dataset, settings, { fingerprint, signal });
  checkFingerprint(stated, scored, problems);
  problems.throwIfAny(predictions);
  const threshold = task === "seg_3d" ? null : (options.threshold ?? stated.threshold ?? 0.5);
  const scoring = { threshold, followLinks: true, onProgress, signal };
  const { evaluation } = await scorePredictions(predictions, scored, problems, scoring);
  problems.throwIfAny(predictions);
  const stored: StoredEvaluation = {
    format: "atcs-evaluation-1",
    ...{ task, heightBins: scored.heightBins, split, subset, fingerprint: scored.fingerprint, threshold },
    model: stated.model ?? null,
    versions: packageVersions(),
    ...evaluation!,
  };
  const out = resolve(options.out ?? join(predictions, "evaluation"));
  return { evaluation: stored, directory: out, files: await write(out, stored, await heightsInKm(scored, signal)) };
}

function checkEvaluateOptions(options: EvaluatePredictionsOptions): void {
  checkOptions("evaluatePredictions", options, [
    ...["dataset", "predictions", "out", "split", "subset", "task", "heightBins", "threshold", "onProgress", "signal"],
  ]);
  const { dataset, predictions, out, subset, task, threshold, onProgress, signal } = options;
  checkText("dataset", dataset, "a directory or URL");
  checkText("predictions", predictions, "a directory");
  if (out !== undefined) checkText("out", out, "a directory");
  if (subset !== undefined) checkChoice("subset", subset, subsets);
  if (task !== undefined) checkChoice("task", task, tasks);
  if (threshold !== undefined) {
    checkNumber("threshold", threshold, (value) => value >= 0 && value < 1, "a probability from 0 up to but not 1");
  }
  checkFunction("onProgress", onProgress);
  checkSignal(signal);
}

/** Classes have no threshold: one that was asked for would change nothing. */
function checkThreshold(task: Task, threshold: number | undefined): void {
  if (task !== "seg_3d" || threshold === undefined) return;
  throw new RangeError(`threshold is ${threshold}: expected none, for the predictions are classes (seg_3d)`);
}

/** Predictions for something else must not be scored as if they were for this. */
function checkAgreement(options: EvaluatePredictionsOptions, stated: StatedSettings, problems: Problems): void {
  for (const name of ["task", "heightBins", "split", "subset"] as const) {
    const [wanted, said] = [options[name], stated[name]].map((value) => JSON.stringify(value));
    if (wanted === undefined || said === undefined || wanted === said) continue;
    problems.add(predictionsMetaFile, `${name} is ${said}: expected ${wanted}, as was asked for`);
  }
}

function checkFingerprint({ fingerprint }: StatedSettings, scored: ScoredSubset, problems: Problems): void {
  if (fingerprint === undefined || fingerprint === scored.fingerprint) return;
  const expected = `"${scored.fingerprint}", that of the dataset and split`;
  problems.add(
    predictionsMetaFile,
    `fingerprint is "${fingerprint}": expected ${expected}; name the dataset that it was predicted for`,
  );
}

/** Without what is undefined, which would hide what was asked for. */
function known({ task, heightBins, split, subset }: StatedSettings): Partial<EvaluatePredictionsOptions> {
  const all = Object.entries({ task, heightBins, split, subset });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}

async function write(
  out: string,
  stored: StoredEvaluation,
  heightsKm: readonly number[] | undefined,
): Promise<string[]> {
  const figures = evaluationFigures(stored, heightsKm);
  try {
    makeDirectory(out);
    await removePartial(out);
    // Those of another task would stay.
    const stale = (await readdir(out)).filter((name) => isFigureName(name) && !figures.has(name));
    for (const name of stale) await rm(join(out, name));
  } catch (error) {
    throw ioError(error, out, "written");
  }
  for (const [name, svg] of figures) await writeWhole(join(out, name), [svg]);
  // Last: where it is, all is there.
  await writeWhole(join(out, evaluationFile), [formatEvaluation(stored)]);
  return [evaluationFile, ...figures.keys()];
}
