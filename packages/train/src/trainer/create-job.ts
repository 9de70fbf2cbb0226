import type { AtcsDataset } from "@atcs/dataset";
import { noSums } from "../checkpoint/progress-json.ts";
import { resolveConfig } from "../config/resolve-config.ts";
import { trainSettings } from "../config/settings.ts";
import type { TrainOptions } from "../config/train-options.ts";
import { trainingTask } from "../config/training-task.ts";
import { datasetFacts } from "../data/dataset-facts.ts";
import { openSubsets } from "../data/open-subsets.ts";
import { addEnvironment, thisEnvironment } from "../run/environment.ts";
import { checkUnused, RunDirectory } from "../run/run-directory.ts";
import { initialSchedule } from "../schedule/reduce-on-plateau.ts";
import type { Cleanup } from "./cleanup.ts";
import { Job } from "./job.ts";
import type { TrainerParts } from "./parts.ts";
import { checkStartOptions, type StartOptions } from "./start-options.ts";

/** Start a training: the run directory is made last, when everything else has worked. */
export async function createJob(
  options: TrainOptions,
  start: StartOptions,
  { parts, cleanup }: { readonly parts: TrainerParts; readonly cleanup: Cleanup },
): Promise<Job> {
  checkStartOptions(start);
  const { signal, onWarning } = start;
  const settings = trainSettings(options);
  await checkUnused(settings.out);
  const { split, task, fields, omitAngles, heightBins, clip, angles, validityMask, augment } = settings;
  const subsets = await openSubsets(
    { path: settings.dataset, split, task, fields, omitAngles, heightBins, clip, angles, validityMask, augment },
    signal,
  );
  cleanup.add(() => subsets.close());
  checkHeightBins(subsets.train);
  const facts = await datasetFacts(subsets.train, signal);
  // What is wrong with the options is told before an engine is looked for, which takes long.
  resolveConfig(settings, facts, "cpu");
  const { engine, warning } = await parts.chooseEngine(settings.engine, signal, settings.provider);
  if (warning !== undefined) onWarning?.(warning);
  const config = resolveConfig(settings, facts, engine);
  const { workers, provider } = config.engine;
  const network = trainingTask(config, facts);
  const state = await parts.initialState(network, config.training.seed);
  const session = await parts.openSession(network, { engine, workers, provider, signal }, state);
  cleanup.add(() => session.dispose());
  const run = await RunDirectory.create(settings.out, config, { signal, onWarning });
  cleanup.add(() => run.release());
  const environment = { epoch: 0, engine, device: session.device, workers };
  await addEnvironment(run.file("environment"), thisEnvironment(environment));
  const schedule = initialSchedule(config.training.learningRate);
  const progress = { epoch: 0, epochSums: noSums, schedule, best: null };
  return new Job({ config, run, subsets, session, progress, workers, seconds: parts.seconds });
}

/** Bins that no instance has are a wrong option, where reading the first one would say that it is damaged. */
function checkHeightBins({ heightBins, split }: AtcsDataset): void {
  const bins = split?.trainCounts?.classCountsPerBin.length;
  if (heightBins === undefined || bins === undefined || heightBins[1] <= bins) return;
  const [first, end] = heightBins;
  throw new RangeError(`heightBins is [${first}, ${end}]: expected an end of at most ${bins}, the bins of the dataset`);
}
