import type { HeightBins } from "@atcs/dataset";
import { tasks } from "@atcs/dataset";
import { completeConfig, lossKinds, lossTerms, type NetworkConfig, networkNames, type Task } from "@atcs/models";
import { engineNames, onnxProviders } from "../engines/types.ts";
import { TrainError } from "../errors.ts";
import { isInteger, isNumber, isText, JsonFields } from "./json-fields.ts";
import type { RunConfig } from "./run-config.ts";
import { limits, numbers } from "./settings.ts";

/** Text of `config.json`. */
export function formatRunConfig(config: RunConfig): string {
  return `${JSON.stringify(config, null, 2)}\n`;
}

/**
 * Read `config.json`.
 * @throws TrainError TRAIN_CONFIG, naming file and key, for what is no configuration of a run
 */
export function parseRunConfig(text: string, file: string): RunConfig {
  const refuse = (problem: string): TrainError => new TrainError("TRAIN_CONFIG", problem, { file });
  const fields = new JsonFields(parseJson(text, file), refuse);
  if (fields.value("version") !== 1) throw fields.wrong("version", "1; use the release that the run was started with");
  const task = fields.choice("task", tasks);
  const dataset = datasetConfig(fields.object("dataset"));
  const config: RunConfig = {
    version: 1,
    dataset,
    task,
    network: networkConfig(fields.object("network"), task, dataset.heightBins),
    loss: lossConfig(fields.object("loss"), task),
    training: trainingConfig(fields.object("training")),
    engine: engineConfig(fields.object("engine")),
    loader: loaderConfig(fields.object("loader")),
  };
  fields.nothingElse();
  return config;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TrainError("TRAIN_CONFIG", `it is no JSON (${(cause as Error).message})`, { file, cause });
  }
}

function datasetConfig(fields: JsonFields): RunConfig["dataset"] {
  const heightBins = fields.list("heightBins", isInteger, "two integers");
  const [first = -1, end = -1] = heightBins;
  if (heightBins.length !== 2 || first < 0 || end <= first) throw fields.wrong("heightBins", "[first, end]");
  const config = {
    path: fields.text("path"),
    fingerprint: fields.text("fingerprint"),
    statistics: fields.text("statistics"),
    split: fields.text("split"),
    fields: fields.list("fields", isText, "names of fields"),
    omitAngles: fields.list("omitAngles", isInteger, "integers from 0 to 15"),
    heightBins: [first, end] as const,
    clip: fields.choice("clip", ["physical", "published", false] as const),
    angles: fields.choice("angles", ["default", "sincos", "raw"] as const),
    validityMask: fields.flag("validityMask"),
    augment: fields.flag("augment"),
  };
  fields.nothingElse();
  return config;
}

function networkConfig(fields: JsonFields, task: Task, [first, end]: HeightBins): RunConfig["network"] {
  const name = fields.choice("name", networkNames);
  const given = fields.value("config");
  fields.nothingElse();
  let config: NetworkConfig;
  try {
    config = completeConfig(name, given as NetworkConfig);
  } catch (error) {
    throw fields.wrong("config", `the configuration of a network (${(error as Error).message})`);
  }
  if (config.task !== task) throw fields.wrong("config", `one for the task ${task}, not ${config.task}`);
  if (config.bins === end - first) return { name, config };
  throw fields.wrong("config", `one with ${end - first} bins as heightBins has, not ${config.bins}`);
}

function lossConfig(fields: JsonFields, task: Task): RunConfig["loss"] {
  const kind = fields.choice("kind", lossKinds);
  const classWeights = fields.list("classWeights", isNumber, "numbers");
  const focal =
    kind === "focal" ? { alpha: fields.list("alpha", isNumber, "numbers"), gamma: fields.fromZero("gamma") } : {};
  const smoothnessWeight = fields.number("smoothnessWeight", ...numbers.smoothnessWeight);
  fields.nothingElse();
  try {
    lossTerms({ kind, task, classWeights, ...focal });
  } catch (error) {
    throw fields.wrong("classWeights", `those of a loss of ${task} (${(error as Error).message})`);
  }
  return { kind, classWeights, ...focal, smoothnessWeight };
}

function trainingConfig(fields: JsonFields): RunConfig["training"] {
  const batchSize = fields.integer("batchSize", 1, limits.batchSize);
  const config = {
    epochs: fields.integer("epochs", 1, limits.epochs),
    batchSize,
    microBatch: fields.integer("microBatch", 1, batchSize),
    learningRate: fields.number("learningRate", ...numbers.learningRate),
    patience: fields.integer("patience", 0),
    factor: fields.number("factor", ...numbers.factor),
    evaluateEvery: fields.integer("evaluateEvery", 1),
    checkpointEvery: fields.integer("checkpointEvery", 1),
    threshold: fields.number("threshold", ...numbers.threshold),
    seed: fields.integer("seed", 0, limits.seed),
  };
  fields.nothingElse();
  return config;
}

function engineConfig(fields: JsonFields): RunConfig["engine"] {
  const config = { name: fields.choice("name", engineNames), workers: fields.integer("workers", 1, limits.workers) };
  const isDefault = fields.value("provider") === undefined;
  const provider = isDefault ? {} : { provider: fields.choice("provider", onnxProviders) };
  fields.nothingElse();
  return { ...config, ...provider };
}

function loaderConfig(fields: JsonFields): RunConfig["loader"] {
  const config = {
    workers: fields.integer("workers", 0, limits.workers),
    prefetch: fields.integer("prefetch", 0, limits.prefetch),
  };
  fields.nothingElse();
  return config;
}
