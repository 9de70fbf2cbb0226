// Every network can learn: one batch by heart.

import { seededRandom } from "@atcs/colocate";
import { ScoreBoard } from "@atcs/dataset/metrics";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { createModel, type Network, type NetworkConfig, type NetworkName, networkNames } from "../../src/index.ts";
import { crossEntropy } from "../../src/losses/cross-entropy.ts";
import { probabilities } from "../../src/losses/decisions.ts";
import { lossValue } from "../../src/losses/loss-value.ts";
import { registerWasmKernels } from "../../src/wasm-kernels/index.ts";
import { randomPoints } from "./support/small-networks.ts";

const bins = 8;
const pointCount = 32;
const shape = [2, 4, 12, 12] as const;

/** What a network needs to know these images by heart, and no more: all of them together are to take seconds. */
const sizes: Record<NetworkName, Partial<NetworkConfig>> = {
  single_pixel: { maxWidth: 24 },
  simple_conv: { baseWidth: 4, maxWidth: 16 },
  unet_2d: { baseWidth: 8, blocks: 2 },
  unet_2d_transpose: { baseWidth: 8, blocks: 2 },
  unet_2_1d: { baseWidth: 32, maxWidth: 32, blocks: 2 },
  unet_3d: { baseWidth: 32, maxWidth: 32, blocks: 2 },
  simple_conv_3d: { baseWidth: 8 },
};

beforeAll(async () => {
  await useBackend("wasm");
  registerWasmKernels();
}, 60_000);

/** Waves, so that values between pixels are those of neighbours. */
function smoothImages(): tf.Tensor4D {
  const random = seededRandom(11);
  const [batch, channels, height, width] = shape;
  const planes = Array.from({ length: batch * channels }, () => {
    const [alongRows, alongColumns, phase] = [random() * 0.6, random() * 0.6, random() * 2 * Math.PI];
    return Array.from({ length: height }, (_, row) =>
      Array.from({ length: width }, (_, col) => Math.sin(alongRows * row + alongColumns * col + phase)),
    );
  });
  return tf.tensor(planes.flat(2), [...shape]);
}

/** A cloud from one bin to another, which the values of two channels at the point determine; [P, K]. */
async function cloudsUnder(images: tf.Tensor4D, points: ReturnType<typeof randomPoints>): Promise<Uint8Array> {
  const { batchIndex, corners, weights } = points;
  const values = await images.data();
  const [, channels, height, width] = shape;
  const valueAt = (p: number, channel: number): number => {
    let sum = 0;
    for (let j = 0; j < 4; j++) {
      const [row, col] = [corners[p * 8 + j * 2]!, corners[p * 8 + j * 2 + 1]!];
      sum += weights[p * 4 + j]! * values[((batchIndex[p]! * channels + channel) * height + row) * width + col]!;
    }
    return sum;
  };
  return Uint8Array.from({ length: pointCount * bins }, (_, i) => {
    const [p, bin] = [Math.floor(i / bins), i % bins];
    const top = 3 + 2.5 * valueAt(p, 0);
    const thickness = 2.5 + 2 * valueAt(p, 1);
    return bin >= top && bin < top + thickness ? 2 : 0;
  });
}

/** Points between pixels that are neighbours. */
function pointsBetweenNeighbours(): ReturnType<typeof randomPoints> {
  const { batchIndex, corners, weights } = randomPoints(pointCount, shape);
  const near = Int32Array.from(corners, (_, i) => {
    const first = corners[i - (i % 8) + (i % 2)]!;
    const step = i % 2 === 0 ? (i % 8) >> 2 : ((i % 8) >> 1) & 1;
    return Math.min(first, 10) + step;
  });
  return { batchIndex, corners: near, weights };
}

describe("one batch is learned by heart", () => {
  it.each(networkNames)("%s reaches a Dice of 0.95", async (name) => {
    const network = createModel(name, { channels: shape[1], task: "bin_seg_3d", bins, ...sizes[name], seed: 3 });
    const images = smoothImages();
    const points = pointsBetweenNeighbours();
    const truth = await cloudsUnder(images, points);
    const logitsOf = (training: boolean) =>
      network.atLabels(images, points.batchIndex, points.corners, points.weights, { training });
    const loss = () => lossValue(crossEntropy(logitsOf(true), truth, { task: "bin_seg_3d" }));
    const optimizer = tf.train.adam(0.01);
    const before = await diceOf(logitsOf(false), truth);
    let dice = before;
    let steps = 0;
    for (; steps < 200 && dice <= 0.95; steps++) {
      optimizer.minimize(loss, false, network.trainableVariables);
      if (steps % 20 === 19) dice = await diceOf(logitsOf(false), truth);
    }
    expect(before).toBeLessThan(0.8);
    expect(dice).toBeGreaterThan(0.95);
    dispose(network, optimizer, images);
  });
});

async function diceOf(logits: tf.Tensor, truth: Uint8Array): Promise<number> {
  const chances = probabilities(logits, "bin_seg_3d");
  const prediction = Float32Array.from(await chances.data());
  tf.dispose([logits, chances]);
  return new ScoreBoard({ task: "bin_seg_3d", bins }).add({ truth, prediction }).summary().dice ?? 0;
}

function dispose(network: Network, optimizer: tf.Optimizer, ...tensors: tf.Tensor[]): void {
  network.dispose();
  optimizer.dispose();
  tf.dispose(tensors);
}
