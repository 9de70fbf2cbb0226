import type { Batch } from "@atcs/dataset";
import { ScoreBoard, type Summary } from "@atcs/dataset/metrics";
import { microBatches } from "../data/micro-batches.ts";
import { labelLossOf } from "../engines/compute/loss-sums.ts";
import { decodeLogits, firstNonFinite } from "../predict/decode-logits.ts";
import { type InstanceCurtain, instanceCurtains, shownInstances } from "../tensorboard/instance-curtains.ts";
import { lossError } from "./failures.ts";
import type { Job } from "./job.ts";
import { labelLoss } from "./label-loss.ts";
import type { Watch } from "./watch.ts";

/** What came of an evaluation. */
export interface Validation {
  /** The loss at labels of all instances together, without a smoothness penalty. */
  readonly loss: number;
  readonly summary: Summary;
}

/** Score the validation set with the running statistics of the network. */
export async function validate(job: Job, watch: Watch): Promise<Validation> {
  const { config, subsets, session, workers } = job;
  const { task, loader } = config;
  const board = new ScoreBoard(job.scoring);
  const sums = { numerator: 0, denominator: 0 };
  const total = subsets.val.length;
  const shown = shownInstances(subsets.val.ids);
  const curtains: InstanceCurtain[] = [];
  let done = 0;
  const batches = subsets.val.batches({
    // As many as are in memory in training.
    batchSize: Math.min(config.training.microBatch * workers, config.training.batchSize),
    prefetch: loader.prefetch,
    workers: loader.workers,
    reuse: true,
    signal: watch.signal,
  });
  for await (const batch of batches) {
    const [whole] = microBatches(batch, batch.shape[0]);
    const logits = await session.logitsAtLabels(whole!);
    checkLogits(job, batch, logits);
    const { bins, cloudScenario: truth, height: heights } = batch;
    const prediction = decodeLogits(logits, task, bins);
    board.add({ truth, prediction, heights });
    curtains.push(...instanceCurtains(batch, prediction, shown));
    const { numerator, denominator } = labelLoss(logits, truth, bins, { task, ...config.loss });
    sums.numerator += numerator;
    sums.denominator += denominator;
    done += batch.shape[0];
    await watch.emit({ kind: "evaluating", epoch: job.epoch + 1, done, total });
    watch.signal.throwIfAborted();
  }
  await watch.showCurtains(job.step, curtains);
  return { loss: labelLossOf(sums), summary: board.summary() };
}

/** The plain numbers of a summary, by name. */
export function plainScores(summary: Summary): Record<string, number | null> {
  const entries = Object.entries(summary) as [string, unknown][];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, number | null] => entry[1] === null || typeof entry[1] === "number"),
  );
}

function checkLogits(job: Job, { ids }: Batch, logits: Float32Array): void {
  const wrong = firstNonFinite(logits);
  if (wrong < 0) return;
  const problem = `a logit is ${logits[wrong]}`;
  throw lossError({ epoch: job.epoch + 1, instanceIds: Array.from(ids), problem }, job.config);
}
