import { availableParallelism } from "node:os";
import {
  cloudTypeCount,
  completeConfig,
  describeNetwork,
  effectiveNumberWeights,
  lossTerms,
  type Task,
  taskClassCounts,
  valueShapes,
} from "@atcs/models";
import type { DatasetFacts } from "../data/dataset-facts.ts";
import type { EngineName, OnnxProvider } from "../engines/types.ts";
import { TrainError } from "../errors.ts";
import type { RunConfig } from "./run-config.ts";
import type { TrainSettings } from "./settings.ts";

/**
 * Everything that is needed to repeat a run, of options, the dataset and the engine that was chosen.
 * @throws TypeError and RangeError for options that do not fit the dataset, the network or the loss; TrainError TRAIN_DATASET
 * for a split without counts of classes
 */
export function resolveConfig(settings: TrainSettings, facts: DatasetFacts, engine: EngineName): RunConfig {
  const { task, network, epochs, batchSize, learningRate, patience, factor, evaluateEvery, checkpointEvery } = settings;
  const { clip, angles, validityMask, augment, split, threshold, seed } = settings;
  const [first, end] = facts.heightBins;
  const microBatch = settings.microBatch ?? defaultMicroBatch({ name: engine, provider: settings.provider }, batchSize);
  return {
    version: 1,
    dataset: {
      path: settings.dataset,
      fingerprint: facts.fingerprint,
      statistics: facts.statistics,
      split,
      fields: facts.fields,
      omitAngles: [...settings.omitAngles].sort((a, b) => a - b),
      heightBins: [first, end],
      ...{ clip, angles, validityMask, augment },
    },
    task,
    network: { name: network, config: networkConfig(settings, facts) },
    loss: lossConfig(settings, facts),
    training: {
      ...{ epochs, batchSize, microBatch, learningRate, patience, factor, evaluateEvery, checkpointEvery },
      ...{ threshold, seed },
    },
    engine: {
      name: engine,
      workers: workersOf(engine, settings.workers, Math.ceil(batchSize / microBatch)),
      ...(settings.provider === undefined ? {} : { provider: settings.provider }),
    },
    loader: { workers: settings.loaderWorkers, prefetch: settings.prefetch },
  };
}

/**
 * Threads that compute: `wasm` and `onnx` have several.
 * @param most that have something to do on `wasm`: the micro-batches of a batch
 */
export function workersOf(engine: EngineName, wanted: number | undefined, most: number): number {
  if (engine === "onnx") return wanted ?? availableParallelism();
  return engine === "wasm" ? Math.min(wanted ?? availableParallelism(), most) : 1;
}

/** Instances that are computed together when nothing else is asked for: a GPU has memory for the batch, and is slow with less. */
export function defaultMicroBatch(engine: EngineUse, batchSize: number): number {
  return isGpu(engine) ? batchSize : Math.min(2, batchSize);
}

/** Does it compute with memory of a GPU? */
export function isGpu({ name, provider = "cpu" }: EngineUse): boolean {
  return name === "webgpu" || name === "cuda" || (name === "onnx" && provider !== "cpu");
}

/** An engine, and of `onnx` what it computes with. */
export interface EngineUse {
  readonly name: EngineName;
  readonly provider?: OnnxProvider | undefined;
}

function networkConfig(settings: TrainSettings, facts: DatasetFacts): RunConfig["network"]["config"] {
  const { task, network, baseWidth, maxWidth, blocks } = settings;
  const [first, end] = facts.heightBins;
  const config = completeConfig(network, {
    channels: facts.channelCount,
    task,
    bins: end - first,
    size: facts.size,
    ...(baseWidth === undefined ? {} : { baseWidth }),
    ...(maxWidth === undefined ? {} : { maxWidth }),
    ...(blocks === undefined ? {} : { blocks }),
  });
  // An image that is too small for so many blocks is refused here, and not at the first batch.
  valueShapes(describeNetwork(network, config), facts.size);
  return config;
}

function lossConfig(settings: TrainSettings, facts: DatasetFacts): RunConfig["loss"] {
  const { loss: kind, task, smoothnessWeight, gamma = 2 } = settings;
  if (smoothnessWeight > 0 && facts.radianceChannels.length === 0) {
    const problem = "the penalty is guided by radiances, such as I670P, and the chosen fields have none";
    throw new RangeError(`smoothnessWeight is ${smoothnessWeight}, but ${problem}`);
  }
  const focal = kind === "focal" ? { alpha: settings.alpha ?? sharedAlpha(task), gamma } : {};
  const classWeights = classWeightsOf(settings, facts);
  // What is wrong with them is told here, and not at the first batch.
  lossTerms({ kind, task, classWeights, ...focal });
  return { kind, classWeights, ...focal, smoothnessWeight };
}

function classesOf(task: Task): number {
  return task === "seg_3d" ? cloudTypeCount : 2;
}

/** 0.5 of class 0, and the other half in equal shares of the others: the default of `focal`, written down. */
function sharedAlpha(task: Task): number[] {
  const clouds = classesOf(task) - 1;
  return [0.5, ...new Array<number>(clouds).fill(0.5 / clouds)];
}

function classWeightsOf({ classWeights, task, split }: TrainSettings, facts: DatasetFacts): readonly number[] {
  if (classWeights === "none") return new Array<number>(classesOf(task)).fill(1);
  if (classWeights !== "effective") return [...classWeights];
  const { trainCounts, heightBins, file } = facts;
  const advice = "make it with `atcs split`, or choose class weights none";
  if (trainCounts === undefined) {
    throw new TrainError("TRAIN_DATASET", `the split "${split}" does not say how often each class is: ${advice}`, {
      file,
    });
  }
  try {
    return effectiveNumberWeights(taskClassCounts(trainCounts, { task, heightBins }));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const problem = `no class weights can be made of the counts of the split "${split}" (${reason}): ${advice}`;
    throw new TrainError("TRAIN_DATASET", problem, { file, cause });
  }
}
