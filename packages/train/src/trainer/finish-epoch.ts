import { noSums } from "../checkpoint/progress-json.ts";
import { labelLossOf } from "../engines/compute/loss-sums.ts";
import { checkpointFiles } from "../run/layout.ts";
import { appendMetrics } from "../run/metrics-log.ts";
import type { Progress } from "../run/progress.ts";
import { reduceOnPlateau } from "../schedule/reduce-on-plateau.ts";
import type { EpochMetrics } from "./events.ts";
import type { Job } from "./job.ts";
import { isEvaluated } from "./time-left.ts";
import { plainScores, type Validation, validate } from "./validate.ts";
import type { Watch } from "./watch.ts";

/**
 * Evaluate, write metrics and checkpoints, and go on to the next epoch.
 * @returns the evaluation; undefined in epochs without one
 */
export async function finishEpoch(job: Job, watch: Watch): Promise<Validation | undefined> {
  const { training } = job.config;
  const epoch = job.epoch + 1;
  const begun = job.seconds();
  const validation = isEvaluated(epoch, training) ? await validate(job, watch) : undefined;
  const evaluationSeconds = job.seconds() - begun;
  if (validation !== undefined) job.evaluationSeconds = evaluationSeconds;
  const progress = nextProgress(job, validation);
  const best = progress.best?.epoch === epoch;
  const metrics = epochMetrics(job, { validation, evaluationSeconds, best });
  // A line too many is removed when the training goes on from an earlier checkpoint; one too few would stay missing.
  job.run.lost.throwIfAborted();
  await appendMetrics(job.run.file("metrics"), metrics);
  job.advance(progress);
  // The best one comes last: should it be missing, `last` has the same weights.
  const kept = epoch % training.checkpointEvery === 0 ? [checkpointFiles.ofEpoch(epoch)] : [];
  await job.save([checkpointFiles.last, ...kept, ...(best ? [checkpointFiles.best] : [])]);
  await watch.emit({ kind: "epoch", metrics });
  return validation;
}

function nextProgress(job: Job, validation: Validation | undefined): Progress {
  const { schedule, best } = job.progress;
  const epoch = job.epoch + 1;
  const dice = validation?.summary.dice ?? null;
  const isBest = dice !== null && (best === null || dice > best.dice);
  return {
    epoch,
    epochSums: noSums,
    schedule: reduceOnPlateau(schedule, dice, job.config.training),
    best: isBest ? { epoch, dice } : best,
  };
}

interface EpochFacts {
  readonly validation: Validation | undefined;
  readonly evaluationSeconds: number;
  readonly best: boolean;
}

function epochMetrics(job: Job, { validation, evaluationSeconds, best }: EpochFacts): EpochMetrics {
  const { seconds, waitingSeconds } = job.tally.done;
  const epoch = job.epoch + 1;
  return {
    epoch,
    step: job.step,
    learningRate: job.learningRate,
    train: { ...trainLoss(job), dice: job.tally.summary().dice },
    val:
      validation === undefined
        ? null
        : { loss: validation.loss, dice: validation.summary.dice, scores: plainScores(validation.summary) },
    best,
    seconds: seconds + evaluationSeconds,
    imagesPerSecond: job.tally.imagesPerSecond,
    waiting: seconds > 0 ? waitingSeconds / seconds : 0,
    memory: process.memoryUsage.rss(),
  };
}

function trainLoss({ config, tally }: Job): Pick<EpochMetrics["train"], "loss" | "objective"> {
  const { numerator, denominator, loss, batches } = tally.done;
  const objective = config.loss.smoothnessWeight > 0 ? { objective: loss / batches } : {};
  return { loss: labelLossOf({ numerator, denominator }), ...objective };
}
