import type { Batch } from "@atcs/dataset";
import { ScoreBoard } from "@atcs/dataset/metrics";
import { Feed } from "../data/feed.ts";
import { microBatches } from "../data/micro-batches.ts";
import { labelLossOf } from "../engines/compute/loss-sums.ts";
import type { StepResult } from "../engines/types.ts";
import { decodeLogits, firstNonFinite } from "../predict/decode-logits.ts";
import { lossError } from "./failures.ts";
import type { Job } from "./job.ts";
import { secondsLeft } from "./time-left.ts";
import type { Watch } from "./watch.ts";

/**
 * Train the batches of the epoch under way that are not done yet. Order and augmentation depend on seed and epoch alone, so
 * nothing but their number has to be known to go on.
 */
export async function trainEpoch(job: Job, watch: Watch): Promise<void> {
  const { config, session, subsets, seconds } = job;
  const { batchSize, microBatch, seed } = config.training;
  const { prefetch, workers } = config.loader;
  const { batches: start } = job.tally.done;
  const order = { batchSize, shuffle: true, seed, epoch: job.epoch, start };
  const feed = new Feed(
    subsets.train.batches({ ...order, prefetch, workers, reuse: true, signal: watch.signal }),
    seconds,
  );
  let begun = seconds();
  let waited = 0;
  for await (const batch of feed) {
    const result = await session.step(microBatches(batch, microBatch), job.learningRate);
    checkResult(job, batch, result);
    const board = scoresOf(job, batch, result);
    const [now, waiting] = [seconds(), feed.waitingSeconds];
    const { numerator, denominator, loss } = result;
    const times = { seconds: now - begun, waitingSeconds: waiting - waited };
    job.tally.add({ numerator, denominator, loss, instances: batch.shape[0], board, ...times });
    [begun, waited] = [now, waiting];
    await tell(job, watch, result, board.summary().dice);
    watch.signal.throwIfAborted();
    if (job.unsavedSeconds >= watch.checkpointSeconds) await job.save();
  }
}

function checkResult(job: Job, { ids }: Batch, { loss, logits }: StepResult): void {
  const wrong = Number.isFinite(loss) ? firstNonFinite(logits) : -1;
  if (Number.isFinite(loss) && wrong < 0) return;
  const problem = wrong < 0 ? `the loss is ${loss}` : `a logit is ${logits[wrong]}`;
  const batch = job.tally.done.batches + 1;
  throw lossError({ epoch: job.epoch + 1, batch, instanceIds: Array.from(ids), problem }, job.config);
}

function scoresOf(job: Job, { bins, cloudScenario }: Batch, { logits }: StepResult): ScoreBoard {
  const prediction = decodeLogits(logits, job.config.task, bins);
  return new ScoreBoard(job.scoring).add({ truth: cloudScenario, prediction });
}

async function tell(job: Job, watch: Watch, result: StepResult, dice: number | null): Promise<void> {
  const { training, loss } = job.config;
  const { epochs, evaluateEvery } = training;
  const { batches, seconds } = job.tally.done;
  const { epoch, batchesPerEpoch, evaluationSeconds } = job;
  const secondsPerBatch = seconds / batches;
  await watch.emit({
    kind: "batch",
    epoch: epoch + 1,
    batch: batches,
    batches: batchesPerEpoch,
    loss: labelLossOf(result),
    ...(loss.smoothnessWeight > 0 ? { objective: result.loss } : {}),
    dice,
    imagesPerSecond: job.tally.imagesPerSecond,
    secondsLeft: secondsLeft({
      ...{ epoch, epochs, evaluateEvery, batches, batchesPerEpoch, secondsPerBatch, evaluationSeconds },
    }),
    memory: process.memoryUsage.rss(),
  });
}
