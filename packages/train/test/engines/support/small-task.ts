import { seededRandom } from "@atcs/colocate";
import { createModel, type LossOptions, type NetworkConfig, type NetworkName } from "@atcs/models";
import * as tf from "@tensorflow/tfjs";
import type { MicroBatch, TrainingTask } from "../../../src/engines/types.ts";

/** Small enough to be trained in a blink. */
export function smallTask(
  rest: {
    network?: NetworkName;
    config?: Partial<NetworkConfig>;
    loss?: Partial<LossOptions>;
    smoothnessWeight?: number;
  } = {},
): TrainingTask {
  const { network = "simple_conv", config, loss, smoothnessWeight = 0 } = rest;
  tf.env().set("IS_TEST", true);
  const own: NetworkConfig = { channels: 3, task: "seg_3d", bins: 4, baseWidth: 4, maxWidth: 8, blocks: 2, ...config };
  const model = createModel(network, own);
  const complete = model.config;
  model.dispose();
  return {
    network,
    config: complete,
    loss: { kind: "cross_entropy", task: own.task, ...loss },
    smoothnessWeight,
    radianceChannels: [0, 2],
  };
}

/** Random images with label points anywhere in them; some bins are unknown. */
export function randomBatch(
  seed: number,
  {
    images = 2,
    points = 5,
    channels = 3,
    size = 8,
    bins = 4,
  }: { images?: number; points?: number; channels?: number; size?: number; bins?: number } = {},
): MicroBatch {
  const random = seededRandom(seed, "batch");
  const below = (limit: number): number => Math.floor(random() * limit);
  return {
    images: Float32Array.from({ length: images * channels * size * size }, () => 2 * random() - 1),
    shape: [images, channels, size, size],
    batchIndex: Int32Array.from({ length: points }, () => below(images)),
    corners: Int32Array.from({ length: points * 8 }, () => below(size)),
    weights: new Float32Array(points * 4).fill(0.25),
    cloudScenario: Uint8Array.from({ length: points * bins }, () => (random() < 0.2 ? 255 : below(9))),
  };
}

/** Batches with seeds one after another. */
export function randomBatches(count: number, first = 1): MicroBatch[] {
  return Array.from({ length: count }, (_, i) => randomBatch(first + i));
}
