/** What is left of a training. */
export interface Remaining {
  /** Epochs that are complete, and all. */
  readonly epoch: number;
  readonly epochs: number;
  readonly evaluateEvery: number;
  /** Batches of this epoch that are done, and of each epoch. */
  readonly batches: number;
  readonly batchesPerEpoch: number;
  readonly secondsPerBatch: number;
  /** Unknown before the first: not counted. */
  readonly evaluationSeconds: number | undefined;
}

/** Seconds until the end of a training. */
export function secondsLeft(remaining: Remaining): number {
  const { epoch, epochs, batches, batchesPerEpoch, secondsPerBatch, evaluationSeconds = 0 } = remaining;
  const batchesLeft = (epochs - epoch) * batchesPerEpoch - batches;
  return batchesLeft * secondsPerBatch + evaluationsLeft(remaining) * evaluationSeconds;
}

/** Is an epoch followed by an evaluation? @param epoch from 1 */
export function isEvaluated(
  epoch: number,
  { epochs, evaluateEvery }: Pick<Remaining, "epochs" | "evaluateEvery">,
): boolean {
  return epoch % evaluateEvery === 0 || epoch === epochs;
}

function evaluationsLeft({ epoch, epochs, evaluateEvery }: Remaining): number {
  const regular = Math.floor(epochs / evaluateEvery) - Math.floor(epoch / evaluateEvery);
  return regular + (epochs % evaluateEvery === 0 || epoch >= epochs ? 0 : 1);
}
