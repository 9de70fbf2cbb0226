import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { type Checkpoint, encodeCheckpoint, readCheckpoint, writeCheckpoint } from "../checkpoint/checkpoint.ts";
import { readLastCheckpoint } from "../checkpoint/find-checkpoint.ts";
import { noSums } from "../checkpoint/progress-json.ts";
import { defaultMicroBatch, type EngineUse, isGpu, workersOf } from "../config/resolve-config.ts";
import type { RunConfig } from "../config/run-config.ts";
import { formatRunConfig } from "../config/run-config-file.ts";
import { absoluteDataset } from "../config/settings.ts";
import { trainingTask } from "../config/training-task.ts";
import { type DatasetFacts, datasetFacts } from "../data/dataset-facts.ts";
import { openSubsets, type Subsets } from "../data/open-subsets.ts";
import { TrainError } from "../errors.ts";
import { addEnvironment, thisEnvironment } from "../run/environment.ts";
import { checkpointFiles } from "../run/layout.ts";
import { cutMetrics, readMetrics } from "../run/metrics-log.ts";
import { RunDirectory, readRunConfig } from "../run/run-directory.ts";
import { initialSchedule } from "../schedule/reduce-on-plateau.ts";
import type { Cleanup } from "./cleanup.ts";
import { Job } from "./job.ts";
import type { TrainerParts } from "./parts.ts";
import { restoreCheckpoints } from "./restore-checkpoints.ts";
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
  checkDataset(subsets, facts, config);
  const wanted = options.engine ?? config.engine.name;
  const provider = options.provider ?? (wanted === config.engine.name ? config.engine.provider : undefined);
  const { engine, warning } = await parts.chooseEngine(wanted, signal, provider);
  for (const text of [warning, microBatchWarning(config, { name: engine, provider })])
    if (text !== undefined) onWarning?.(text);
  const task = trainingTask(config, facts);
  const { state, progress } = found ?? (await initialCheckpoint(parts, task, config));
  const { batchSize, microBatch } = config.training;
  const before = engine === config.engine.name ? config.engine.workers : undefined;
  const workers = workersOf(engine, options.workers ?? before, Math.ceil(batchSize / microBatch));
  const session = await parts.openSession(task, { engine, workers, provider, signal }, state);
  cleanup.add(() => session.dispose());
  // From here on it is the last one: a process that is killed must not leave metrics of this and states of another.
  const checkpoint = { state, progress };
  if (options.from !== undefined) {
    await writeCheckpoint(run.checkpoint(checkpointFiles.last), encodeCheckpoint(checkpoint, config));
  }
  const best = await restoreCheckpoints(run, config, checkpoint, onWarning);
  await cutMetrics(run.file("metrics"), progress.epoch);
  const lasting = { ...stored, dataset: config.dataset, training: config.training };
  if (formatRunConfig(lasting) !== formatRunConfig(stored)) await run.writeConfig(lasting);
  const environment = { epoch: progress.epoch, engine, device: session.device, workers };
  await addEnvironment(run.file("environment"), thisEnvironment(environment));
  const { seconds } = parts;
  return new Job({ config, run, subsets, session, progress: { ...progress, best }, workers, seconds });
}

function changedConfig(config: RunConfig, { dataset, epochs, loaderWorkers, prefetch }: ResumeOptions): RunConfig {
  const path = dataset === undefined ? config.dataset.path : absoluteDataset(dataset);
  return {
    ...config,
    dataset: { ...config.dataset, path },
    training: { ...config.training, epochs: epochs ?? config.training.epochs },
    loader: { workers: loaderWorkers ?? config.loader.workers, prefetch: prefetch ?? config.loader.prefetch },
  };
}

/** @returns undefined when the training was ended before the first was written: it begins anew */
async function findCheckpoint(
  run: RunDirectory,
  config: RunConfig,
  from: string | undefined,
): Promise<Checkpoint | undefined> {
  if (from === undefined) return findLast(run, config);
  const inRun = resolve(run.path, from);
  const isInRun = await stat(inRun).then(
    () => true,
    () => false,
  );
  return readCheckpoint(isInRun ? inRun : resolve(from), config);
}

async function findLast(run: RunDirectory, config: RunConfig): Promise<Checkpoint | undefined> {
  const directory = run.file("checkpoints");
  const found = await readLastCheckpoint(directory, config);
  if (found !== undefined) return found;
  // The first line is written before the first checkpoint may be.
  const { length } = await readMetrics(run.file("metrics"));
  if (length < 2) return undefined;
  const problem = `there is no checkpoint, though metrics.jsonl tells of ${length} epochs: bring the checkpoints back, or start another run`;
  throw new TrainError("TRAIN_CHECKPOINT", problem, { file: directory });
}

/** How many instances are computed together decides what is learned, so it stays on an engine with less memory. */
function microBatchWarning({ engine, training }: RunConfig, now: EngineUse): string | undefined {
  const { batchSize, microBatch } = training;
  const usual = defaultMicroBatch(now, batchSize);
  if (!isGpu(engine) || isGpu(now) || microBatch <= usual) return undefined;
  const found = `micro-batches have ${microBatch} instances, as the run was started with on ${engine.name}`;
  return `${found}: on ${now.name} that may take too much memory; if so, start another run with --micro-batch ${usual}`;
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

function checkDataset({ train }: Subsets, facts: DatasetFacts, { dataset, network }: RunConfig): void {
  const { fingerprint, statistics, channelCount } = facts;
  const { channels } = network.config;
  const refuse = (problem: string): TrainError => new TrainError("TRAIN_DATASET", problem, { file: train.name });
  const advice = "bring them back, name the dataset of the run, or start another run";
  if (fingerprint !== dataset.fingerprint) {
    throw refuse(`its labels or the split "${dataset.split}" are not those that the run was started with: ${advice}`);
  }
  if (channelCount !== channels) {
    throw refuse(`its fields give ${channelCount} channels: the run was started with ${channels}`);
  }
  if (statistics !== dataset.statistics) {
    const which = `the statistics of the split "${dataset.split}", which inputs are normalised with,`;
    throw refuse(`${which} are not those that the run was started with: ${advice}`);
  }
}
