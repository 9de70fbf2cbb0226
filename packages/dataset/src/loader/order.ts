import { seededRandom } from "@atcs/colocate";

/** How the batches of an epoch are made up. */
export interface BatchPlanOptions {
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly seed: number;
  readonly epoch: number;
  /** Leave a last batch out that is not full. */
  readonly dropLast: boolean;
  /** Number of the first batch that is wanted, from 0. */
  readonly start: number;
}

/**
 * The ids of each batch of an epoch: a function of the seed and the epoch alone.
 * @throws RangeError for a start beyond the last batch: nothing would be given without a word
 */
export function planBatches(ids: readonly number[], options: BatchPlanOptions): number[][] {
  const { batchSize, shuffle, seed, epoch, dropLast, start } = options;
  const order = shuffle ? shuffled(ids, seed, "order", epoch) : [...ids];
  const batches: number[][] = [];
  for (let i = 0; i < order.length; i += batchSize) {
    const batch = order.slice(i, i + batchSize);
    if (batch.length === batchSize || !dropLast) batches.push(batch);
  }
  if (start <= batches.length) return batches.slice(start);
  throw new RangeError(`start is ${start}: expected at most ${batches.length}, the number of batches of an epoch`);
}

/** A random order (Fisher and Yates), which depends on nothing but the seed and the keys. */
export function shuffled<T>(items: readonly T[], seed: number, ...keys: readonly (string | number)[]): T[] {
  const random = seededRandom(seed, ...keys);
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
