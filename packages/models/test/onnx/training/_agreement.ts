// Whole networks: what the training graph makes of a micro-batch, against tfjs.

import { expect } from "vitest";
import type { LossOptions, ModelConfig, NetworkName, Task } from "../../../src/index.ts";
import {
  byTfjs,
  cosineSimilarity,
  gradientFeeds,
  makeBatch,
  makeNetwork,
  openGradients,
  type Result,
  relativeError,
  runGradients,
  type TrainingCase,
  weightsOf,
} from "./_training.ts";

const volumes: readonly NetworkName[] = ["unet_2_1d", "unet_3d", "simple_conv_3d"];

const weights: Record<Task, readonly number[]> = {
  seg_3d: [0.15, 1, 0, 0.75, 0.35, 1.5, 0.5, 0.125, 0.625],
  bin_seg_3d: [0.4, 1.6],
  bin_seg_2d: [1.75, 0.25],
};

/** One of each kind, and of each task. */
export const losses: readonly LossOptions[] = [
  { task: "seg_3d", classWeights: weights.seg_3d },
  { task: "bin_seg_3d", kind: "soft_jaccard", classWeights: weights.bin_seg_3d },
  { task: "bin_seg_2d", kind: "focal", classWeights: weights.bin_seg_2d },
];

/** Values to 1e-4, gradients by their direction and length, since ReLU lets another value through now and then. */
function expectAgreement(found: Result, expected: Result): void {
  for (const [name, value] of Object.entries(expected.scalars)) {
    expect(relativeError([found.scalars[name]!], [value]), name).toBeLessThan(1e-4);
  }
  expect(Object.keys(found.scalars).sort()).toEqual(Object.keys(expected.scalars).sort());
  expect(relativeError(found.logits, expected.logits), "logits").toBeLessThan(1e-4);
  for (const [name, values] of expected.running) {
    expect(relativeError(found.running.get(name)!, values), name).toBeLessThan(1e-4);
  }
  for (const [sum, gradients] of expected.gradients) {
    for (const [name, values] of gradients)
      expectSameDirection(found.gradients.get(sum)!.get(name)!, values, `${sum}/${name}`);
  }
}

function expectSameDirection(found: Float32Array, expected: Float32Array, name: string): void {
  const lengths = [found, expected].map((values) => Math.hypot(...values));
  // Sums that are 0 but for rounding have no direction: the bias of the head changes no difference of neighbours.
  if (lengths[1]! < 1e-4) {
    expect(lengths[0], name).toBeLessThan(1e-4);
    return;
  }
  expect(cosineSimilarity(found, expected), name).toBeGreaterThanOrEqual(0.999);
  expect(Math.abs(lengths[0]! / lengths[1]! - 1), name).toBeLessThan(0.02);
}

/** A micro-batch of two images: loss, logits, running statistics and gradients. The penalty is not tried with `bin_seg_2d`. */
export async function expectAgreementOf(
  name: NetworkName,
  loss: LossOptions,
  size: readonly [number, number],
  config: Pick<ModelConfig, "baseWidth" | "blocks">,
): Promise<void> {
  const bins = volumes.includes(name) ? 3 : 6;
  const own: TrainingCase = {
    name,
    config: { channels: 5, bins, maxWidth: 12, seed: 1, task: loss.task, ...config },
    loss,
    radianceChannels: loss.task === "bin_seg_2d" ? undefined : [0, 3],
    shape: [2, 5, ...size],
    points: 17,
  };
  const network = makeNetwork(own);
  const batch = makeBatch(own);
  const session = await openGradients(own);
  const feeds = gradientFeeds(own, network, weightsOf(network), batch);
  expectAgreement(await runGradients(session, feeds, own, network), byTfjs(network, own, batch));
  await session.release();
  network.dispose();
}
