import type { MicroBatch, TrainingTask } from "../types.ts";
import { checkMicroBatch } from "./micro-batch.ts";

/** @throws RangeError, TypeError for micro-batches or a learning rate that cannot be */
export function checkStep(
  microBatches: readonly MicroBatch[],
  task: Pick<TrainingTask, "config">,
  learningRate: number,
): void {
  if (microBatches.length === 0) throw new RangeError("microBatches is empty: expected at least one");
  for (const [i, batch] of microBatches.entries()) checkMicroBatch(batch, task, `microBatches[${i}]`);
  if (!(Number.isFinite(learningRate) && learningRate >= 0)) {
    throw new RangeError(`learningRate is ${learningRate}: expected a number from 0`);
  }
}
