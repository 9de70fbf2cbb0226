// Numbers that are not finite, on backends that keep to IEEE 754.

import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { createModel, crossEntropy, lossValue, type Network, networkNames } from "../../../src/index.ts";
import { randomImages, randomPoints, smallConfig } from "./small-networks.ts";

const shape = [2, 3, 5, 6] as const;

/** Call in a `describe` whose backend is already the current one. */
export function testNumbersThatAreNotFinite(): void {
  testRuinedWeights();
  testOverflow();
  testPooling();
  describe.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("%s in one pixel", (wrong) => {
    it.each(networkNames)("makes all outputs of %s NaN, in training and not", async (name) => {
      const network = createModel(name, smallConfig());
      const values = (await randomImages(shape).data()).slice();
      values[7] = wrong;
      const images = tf.tensor4d(values, [...shape]);
      const { batchIndex, corners, weights } = randomPoints(4, shape);
      for (const training of [false, () => {}]) {
        const outputs = [
          network.features(images, { training }),
          network.dense(images, { training }),
          network.atLabels(images, batchIndex, corners, weights, { training }),
        ];
        for (const output of outputs) expect(new Set(await output.data())).toEqual(new Set([Number.NaN]));
      }
    });
  });
}

/** Inf - Inf, whose sign bit arithmetic sets: tfjs' own ReLU on wasm makes 0 of it. */
function ruin(variable: tf.Variable): void {
  tf.tidy(() => {
    const infinite = tf.mul(variable, Number.POSITIVE_INFINITY);
    variable.assign(tf.sub(infinite, infinite));
  });
}

async function outputsOf(network: Network, images: tf.Tensor4D, training: boolean): Promise<number[]> {
  const { batchIndex, corners, weights } = randomPoints(4, shape);
  const options = { training: training ? () => {} : false };
  const outputs = [
    network.dense(images, options),
    network.atLabels(images, batchIndex, corners, weights, options),
    network.features(images, options),
  ];
  return (await Promise.all(outputs.map((output) => output.data()))).flatMap((values) => [...values]);
}

function testRuinedWeights(): void {
  describe.each(networkNames)("weights of %s that are no numbers", (name) => {
    it.each([/kernel$/, /gamma$/, /beta$/])("%s, of the first layer: no output is finite", async (kind) => {
      for (const training of [false, true]) {
        const network = createModel(name, smallConfig());
        const { name: parameter } = network.parameters.find((each) => kind.test(each.name))!;
        ruin(network.variable(parameter));
        expect((await outputsOf(network, randomImages(shape), training)).filter(Number.isFinite)).toEqual([]);
      }
    });

    it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])(
      "a running variance of %s: no output is finite",
      async (wrong) => {
        const network = createModel(name, smallConfig());
        const { name: parameter } = network.parameters.find((each) => each.name.endsWith("moving_variance"))!;
        const variable = network.variable(parameter);
        variable.assign(tf.fill(variable.shape, wrong));
        expect((await outputsOf(network, randomImages(shape), false)).filter(Number.isFinite)).toEqual([]);
      },
    );

    it.each(["sgd", "adam"] as const)("after steps of %s that are far too long the loss is NaN", async (kind) => {
      const network = createModel(name, smallConfig());
      const optimizer = kind === "sgd" ? tf.train.sgd(1e20) : tf.train.adam(1e15);
      const losses: number[] = [];
      for (let step = 0; step < 3; step++) losses.push(await trainingStep(network, randomImages(shape), optimizer));
      expect(losses[0]).toBeGreaterThan(0);
      expect(losses[2]).toBeNaN();
    });
  });
}

function testOverflow(): void {
  describe.each(networkNames)("finite images that overflow in %s", (name) => {
    it("+-3.4e38 everywhere: no output is finite", async () => {
      const images = tf.mul(tf.sign(randomImages(shape)), 3.4e38) as tf.Tensor4D;
      for (const training of [false, true]) {
        const network = createModel(name, smallConfig());
        expect((await outputsOf(network, images, training)).filter(Number.isFinite)).toEqual([]);
      }
    });

    it("a fill value of 9.97e36 in one pixel: the loss is NaN, and the running statistics stay", async () => {
      const network = createModel(name, smallConfig());
      const values = (await randomImages(shape).data()).slice();
      values[7] = 9.969209968386869e36;
      const statistics = () =>
        network.parameters.filter((each) => !each.trainable).map((each) => [...network.variable(each.name).dataSync()]);
      const before = statistics();
      const loss = await trainingStep(network, tf.tensor4d(values, [...shape]), tf.train.sgd(0));
      expect(loss).toBeNaN();
      expect(statistics()).toEqual(before);
    });
  });
}

function testPooling(): void {
  it("a pixel that overflows before the pooling of unet_2d: no output that depends on it is finite", async () => {
    const network = createModel("unet_2d", smallConfig());
    // All channels of the stem are -Infinity there, which ReLU makes NaN.
    const stem = network.variable("stem_a/kernel");
    stem.assign(tf.tidy(() => tf.mul(tf.abs(stem), -100)));
    const values = (await randomImages(shape).data()).slice();
    values[7] = 3.4e38;
    const outputs = await network.dense(tf.tensor4d(values, [...shape])).data();
    const ofImage = outputs.length / 2;
    expect(outputs.slice(0, ofImage).filter(Number.isFinite)).toHaveLength(0);
  });
}

async function trainingStep(network: Network, images: tf.Tensor4D, optimizer: tf.Optimizer): Promise<number> {
  const { batchIndex, corners, weights } = randomPoints(4, shape);
  const loss = optimizer.minimize(
    () => {
      const logits = network.atLabels(images, batchIndex, corners, weights, { training: true });
      return lossValue(crossEntropy(logits, new Uint8Array(12).fill(3), { task: "bin_seg_3d" }));
    },
    true,
    network.trainableVariables,
  )!;
  return (await loss.data())[0]!;
}
