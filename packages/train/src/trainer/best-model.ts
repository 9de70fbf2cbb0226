import { createModel, saveModel } from "@atcs/models";
import { fileSystem } from "@atcs/models/node";
import { readCheckpoint } from "../checkpoint/checkpoint.ts";
import { setParameters } from "../engines/compute/task-network.ts";
import { readyQuietly } from "../engines/start/backend.ts";
import type { TrainingState } from "../engines/types.ts";
import { checkpointFiles } from "../run/layout.ts";
import type { Progress } from "../run/progress.ts";
import type { Job } from "./job.ts";

/**
 * Write the weights of the best evaluation to `model/`, in the format of tfjs; the last ones when there is no best.
 * @returns what is best; null without an evaluation that had a Dice
 * @throws TrainError TRAIN_CHECKPOINT when the best checkpoint is damaged; ModelError MODEL_IO
 */
export async function saveBestModel(job: Job): Promise<Progress["best"]> {
  const { config, progress, run, session } = job;
  if (progress.best === null) {
    await saveWeights(job, await session.state());
    return null;
  }
  const best = await readCheckpoint(run.checkpoint(checkpointFiles.best), config);
  await saveWeights(job, best.state);
  return best.progress.best;
}

async function saveWeights({ config, run }: Job, { parameters }: TrainingState): Promise<void> {
  await readyQuietly();
  const network = createModel(config.network.name, config.network.config);
  try {
    setParameters(network, (name) => parameters.get(name)!);
    await saveModel(network, fileSystem(run.file("model")));
  } finally {
    network.dispose();
  }
}
