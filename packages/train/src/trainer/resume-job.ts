import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { type Checkpoint, readCheckpoint } from "../checkpoint/checkpoint.ts";
import { readLastCheckpoint } from "../checkpoint/find-checkpoint.ts";
import { noSums } from "../checkpoint/progress-json.ts";
import { workersOf } from "../config/resolve-config.ts";
import type { RunConfig } from "../config/run-config.ts";
import { trainingTask } from "../config/training-task.ts";
import { datasetFacts } from "../data/dataset-facts.ts";
import { openSubsets, type Subsets } from "../data/open-subsets.ts";
import { TrainError } from "../errors.ts";
import { addEnvironment, thisEnvironment } from "../run/environment.ts";
import { cutMetrics } from "../run/metrics-log.ts";
import { RunDirectory, readRunConfig } from "../run/run-directory.ts";
import { initialSchedule } from "../schedule/reduce-on-plateau.ts";
import type { Cleanup } from "./cleanup.ts";
import { Job } from "./job.ts";
import type { TrainerParts } from "./parts.ts";
import { restoreBest } from "./restore-best.ts";
import { checkResumeOptions, type ResumeOptions } from "./start-options.ts";

/** Go on with a training. */
export async function resumeJob(
  path: string,
  options: ResumeOptions,
  { parts, cleanup }: { readonly parts: TrainerParts; readonly cleanup: Cleanup },
): Promise<Job> {
  checkResumeOptions(path, options);
  const { signal, onWarning } = options;
  const run = await RunDirectory.open(path, { signal, onWarning });
  cleanup.add(() => run.release());
  const stored = await readRunConfig(path);
  const config = changedConfig(stored, options);
  const found = await findCheckpoint(run, config, options.from);
  checkEpochs(found, config);
  const subsets = await openSubsets({ ...config.dataset, task: config.task }, signal);
  cleanup.add(() => subsets.close());
  const facts = await datasetFacts(subsets.train, signal);
  checkDataset(subsets, facts.fingerprint, facts.channelCount, config);
  const { engine, warning } = await parts.chooseEngine(options.engine ?? config.engine.name, signal);
  if (warning !== undefined) onWarning?.(warning);
  const task = trainingTask(config, facts);
  const { state, progress } = found ?? (await initialCheckpoint(parts, task, config));
  const { batchSize, microBatch } = config.training;
  const before = engine === config.engine.name ? config.engine.workers : undefined;
  const workers = workersOf(engine, options.workers ?? before, Math.ceil(batchSize / microBatch));
  const session = await parts.openSession(task, { engine, workers, signal }, state);
  cleanup.add(() => session.dispose());
  const best = await restoreBest(run, config, { state, progress }, onWarning);
  await cutMetrics(run.file("metrics"), progress.epoch);
  if (config.training.epochs !== stored.training.epochs) {
    await run.writeConfig({ ...stored, training: config.training });
  }
  const environment = { epoch: progress.epoch, engine, device: session.device, workers };
  await addEnvironment(run.file("environment"), thisEnvironment(environment));
  const { seconds } = parts;
  return new Job({ config, run, subsets, session, progress: { ...progress, best }, workers, seconds });
}

function changedConfig(config: RunConfig, { epochs, loaderWorkers }: ResumeOptions): RunConfig {
  return {
    ...config,
    training: { ...config.training, epochs: epochs ?? config.training.epochs },
    loader: { ...config.loader, workers: loaderWorkers ?? config.loader.workers },
  };
}

/** @returns undefined when the training was ended before the first was written: it begins anew */
async function findCheckpoint(
  run: RunDirectory,
  config: RunConfig,
  from: string | undefined,
): Promise<Checkpoint | undefined> {
  if (from === undefined) return readLastCheckpoint(run.file("checkpoints"), config);
  const inRun = resolve(run.path, from);
  const isInRun = await stat(inRun).then(
    () => true,
    () => false,
  );
  return readCheckpoint(isInRun ? inRun : resolve(from), config);
}

async function initialCheckpoint(
  parts: TrainerParts,
  task: Parameters<TrainerParts["initialState"]>[0],
  { training }: RunConfig,
): Promise<Checkpoint> {
  const schedule = initialSchedule(training.learningRate);
  const state = await parts.initialState(task, training.seed);
  return { state, progress: { epoch: 0, epochSums: noSums, schedule, best: null } };
}

function checkEpochs(found: Checkpoint | undefined, { training }: RunConfig): void {
  const { epoch, epochSums } = found?.progress ?? { epoch: 0, epochSums: noSums };
  const begun = epoch + (epochSums.batches > 0 ? 1 : 0);
  if (begun <= training.epochs) return;
  throw new RangeError(`epochs is ${training.epochs}: expected at least ${begun}, for so many are begun or complete`);
}

function checkDataset({ train }: Subsets, fingerprint: string, channels: number, config: RunConfig): void {
  const { dataset, network } = config;
  if (fingerprint !== dataset.fingerprint) {
    const problem = `its labels or the split "${dataset.split}" are not those that the run was started with`;
    throw new TrainError("TRAIN_DATASET", `${problem}: bring them back, or start another run`, { file: train.name });
  }
  if (channels === network.config.channels) return;
  const problem = `its fields give ${channels} channels: the run was started with ${network.config.channels}`;
  throw new TrainError("TRAIN_DATASET", problem, { file: train.name });
}
