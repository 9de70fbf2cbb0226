import { isAbsolute, resolve } from "node:path";
import { tasks } from "@atcs/dataset";
import { lossKinds, networkNames } from "@atcs/models";
import { checkProviderName } from "../engines/check-provider.ts";
import { type EngineName, engineNames } from "../engines/types.ts";
import {
  checkBoolean,
  checkChoice,
  checkInteger,
  checkNumber,
  checkOptions,
  checkText,
  describeValue,
} from "./check.ts";
import type { TrainOptions } from "./train-options.ts";

/** Options with those of their defaults that do not depend on the dataset and the engine. */
export type TrainSettings = Omit<TrainOptions, WithDefault> & {
  readonly [Name in WithDefault]-?: Exclude<TrainOptions[Name], undefined>;
};

type WithDefault =
  | ("split" | "task" | "fields" | "omitAngles" | "clip" | "angles" | "validityMask" | "augment")
  | ("network" | "loss" | "classWeights" | "smoothnessWeight")
  | ("epochs" | "batchSize" | "learningRate" | "patience" | "factor" | "evaluateEvery" | "checkpointEvery")
  | ("threshold" | "seed" | "engine" | "loaderWorkers" | "prefetch");

const defaults: Pick<TrainSettings, WithDefault> = {
  split: "default",
  task: "seg_3d",
  fields: "directional",
  omitAngles: [],
  clip: "physical",
  angles: "default",
  validityMask: false,
  augment: false,
  network: "simple_conv",
  loss: "cross_entropy",
  classWeights: "effective",
  smoothnessWeight: 0,
  epochs: 200,
  batchSize: 32,
  learningRate: 1e-3,
  patience: 10,
  factor: 0.1,
  evaluateEvery: 1,
  checkpointEvery: 5,
  threshold: 0.5,
  seed: 0,
  engine: "auto",
  loaderWorkers: 1,
  prefetch: 2,
};

/** Names of all options of training. */
const names: readonly string[] = [
  ...["dataset", "out", ...Object.keys(defaults)],
  ...["heightBins", "baseWidth", "maxWidth", "blocks", "alpha", "gamma", "microBatch", "workers", "provider"],
];

/** Limits of numbers that are asked of a user and read from files. */
export const limits: Readonly<Record<"epochs" | "batchSize" | "seed" | "workers" | "prefetch", number>> = {
  epochs: 1e6,
  batchSize: 2 ** 20,
  seed: 2 ** 32 - 1,
  workers: 256,
  prefetch: 1024,
};

/**
 * Check options as far as that needs neither a dataset nor an engine, and give them their defaults. What networks, losses and
 * datasets have of their own is checked by them.
 * @throws TypeError for an option that there is not, or a value of another kind; RangeError for a number that cannot be. The
 * message names option, value and what is expected
 */
export function trainSettings(options: TrainOptions): TrainSettings {
  checkOptions("training", options, names);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const settings = { ...defaults, ...(given as unknown as TrainOptions) } as TrainSettings;
  checkText("dataset", settings.dataset, "the directory, file or URL of a dataset");
  checkText("out", settings.out, "the path of the run directory");
  checkChoices(settings);
  checkNumbers(settings);
  for (const name of ["validityMask", "augment"] as const) checkBoolean(name, settings[name]);
  checkLists(settings);
  return { ...settings, dataset: absoluteDataset(settings.dataset) };
}

function checkChoices({ task, network, loss, engine, provider }: TrainSettings): void {
  checkChoice("task", task, tasks);
  checkChoice("network", network, networkNames);
  checkChoice("loss", loss, lossKinds);
  checkEngine("engine", engine);
  if (provider !== undefined) checkProviderName(engine, provider);
}

function checkNumbers(settings: TrainSettings): void {
  const { batchSize, microBatch, workers } = settings;
  checkInteger("epochs", settings.epochs, 1, limits.epochs);
  checkInteger("batchSize", batchSize, 1, limits.batchSize);
  if (microBatch !== undefined) checkInteger("microBatch", microBatch, 1, batchSize);
  if (workers !== undefined) checkInteger("workers", workers, 1, limits.workers);
  checkInteger("loaderWorkers", settings.loaderWorkers, 0, limits.workers);
  checkInteger("prefetch", settings.prefetch, 0, limits.prefetch);
  checkInteger("patience", settings.patience, 0);
  checkInteger("evaluateEvery", settings.evaluateEvery, 1);
  checkInteger("checkpointEvery", settings.checkpointEvery, 1);
  checkInteger("seed", settings.seed, 0, limits.seed);
  checkNumber("learningRate", settings.learningRate, ...numbers.learningRate);
  checkNumber("factor", settings.factor, ...numbers.factor);
  checkNumber("threshold", settings.threshold, ...numbers.threshold);
  checkNumber("smoothnessWeight", settings.smoothnessWeight, ...numbers.smoothnessWeight);
}

/** Which numbers are right, and how a message says it. */
export const numbers: Readonly<
  Record<
    "learningRate" | "factor" | "threshold" | "smoothnessWeight",
    readonly [isRight: (n: number) => boolean, expected: string]
  >
> = {
  learningRate: [(n) => n > 0 && n < Number.POSITIVE_INFINITY, "a number above 0"],
  factor: [(n) => n > 0 && n < 1, "a number between 0 and 1"],
  threshold: [(n) => n >= 0 && n < 1, "a probability from 0 up to but not 1"],
  smoothnessWeight: [(n) => n >= 0 && n < Number.POSITIVE_INFINITY, "a number from 0"],
};

function checkLists({ classWeights, loss, alpha, gamma }: TrainSettings): void {
  if (!Array.isArray(classWeights) && classWeights !== "effective" && classWeights !== "none") {
    const found = describeValue(classWeights);
    throw new TypeError(`classWeights is ${found}: expected "effective", "none" or a number for each class`);
  }
  const own = alpha === undefined ? (gamma === undefined ? undefined : "gamma") : "alpha";
  if (own !== undefined && loss !== "focal")
    throw new TypeError(`${own} is an option of the loss focal, not of ${loss}`);
}

/** @throws TypeError for an engine that there is not */
export function checkEngine(name: string, engine: EngineName | "auto"): void {
  checkChoice(name, engine, ["auto", ...engineNames]);
}

/** A run can be gone on with from anywhere. */
export function absoluteDataset(dataset: string): string {
  return isAbsolute(dataset) || /^[a-z][a-z\d+.-]+:\/\//i.test(dataset) ? dataset : resolve(dataset);
}
