import type { MicroBatch, TrainingTask } from "../types.ts";

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

/** @throws RangeError for arrays that do not fit together or the network; TypeError for what is no such array */
export function checkMicroBatch(batch: MicroBatch, { config }: Pick<TrainingTask, "config">, name: string): void {
  checkImages(batch.images, batch.shape, config.channels, name);
  const points = batch.batchIndex.length;
  checkLength(`${name}.batchIndex`, batch.batchIndex, Int32Array, points);
  const outside = batch.batchIndex.findIndex((image) => image < 0 || image >= batch.shape[0]);
  if (outside >= 0) {
    const found = `${name}.batchIndex is ${batch.batchIndex[outside]} at ${outside}`;
    throw new RangeError(`${found}: expected 0 to ${batch.shape[0] - 1}`);
  }
  const { bins } = config;
  checkLength(`${name}.corners`, batch.corners, Int32Array, points * 8);
  checkLength(`${name}.weights`, batch.weights, Float32Array, points * 4);
  if (bins !== undefined) checkLength(`${name}.cloudScenario`, batch.cloudScenario, Uint8Array, points * bins);
}

/** @throws RangeError for another shape than the network takes, or another number of values; TypeError for another array */
export function checkImages(
  images: Float32Array,
  shape: readonly [number, number, number, number],
  channels: number,
  name: string,
): void {
  if (shape.length !== 4 || shape[1] !== channels || shape.some((length) => !Number.isInteger(length) || length < 1)) {
    throw new RangeError(`${name}.shape is [${shape.join(", ")}]: expected [B, ${channels}, H, W]`);
  }
  checkLength(`${name}.images`, images, Float32Array, shape[0] * shape[1] * shape[2] * shape[3]);
}

type ArrayClass = typeof Float32Array | typeof Int32Array | typeof Uint8Array;

function checkLength(name: string, array: ArrayLike<number>, expected: ArrayClass, length: number): void {
  if (!(array instanceof expected)) throw new TypeError(`${name} is no ${expected.name}`);
  if (array.length !== length) throw new RangeError(`${name} has ${array.length} numbers: expected ${length}`);
}
