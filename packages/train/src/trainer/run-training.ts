import { isDatasetError } from "@atcs/dataset";
import type { Summary } from "@atcs/dataset/metrics";
import { isTrainError } from "../errors.ts";
import { saveBestModel } from "./best-model.ts";
import type { TrainResult } from "./events.ts";
import { memoryError } from "./failures.ts";
import { finishEpoch } from "./finish-epoch.ts";
import type { Job } from "./job.ts";
import { trainEpoch } from "./train-epoch.ts";
import type { Watch } from "./watch.ts";

/** Train all epochs that are left. */
export async function runTraining(job: Job, watch: Watch): Promise<TrainResult> {
  const { session, subsets, config } = job;
  const { epochs } = config.training;
  await watch.emit({
    kind: "started",
    engine: session.engine,
    device: session.device,
    epoch: job.epoch + 1,
    epochs,
    instances: { train: subsets.train.length, val: subsets.val.length },
  });
  let last: Summary | null = null;
  try {
    watch.signal.throwIfAborted();
    while (!job.isComplete) {
      await trainEpoch(job, watch);
      last = (await finishEpoch(job, watch))?.summary ?? last;
    }
  } catch (error) {
    throw await reasonOfEnd(job, watch, error);
  }
  const best = await saveBestModel(job);
  return { run: job.run.path, epochs: job.epoch, best, last };
}

/** What is thrown; when the training is to be stopped, a checkpoint is written before. */
async function reasonOfEnd(job: Job, { signal }: Watch, error: unknown): Promise<unknown> {
  if (!signal.aborted || isTrainError(error) || isDatasetError(error)) return memoryError(error, job.config);
  await job.save();
  return signal.reason;
}
