import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { type BackendName, useBackend } from "../../../../test/support/tfjs.ts";
import { findWebGpu } from "../../../../test/support/webgpu.ts";
import { createModel, type NetworkName, networkNames } from "../../src/index.ts";
import { relativeError } from "../ops/support/array.ts";
import { disturb, randomImages, randomPoints, smallConfig } from "./support/small-networks.ts";

const { available, reason } = await findWebGpu();
const shape = [2, 3, 5, 6] as const;

interface Outcome {
  /** Logits at labels. */
  readonly atLabels: ArrayLike<number>;
  readonly loss: number;
  /** Of all trainable variables, in their order. */
  readonly gradients: readonly ArrayLike<number>[];
  /** Running ones, which training has moved. */
  readonly statistics: readonly ArrayLike<number>[];
  /** Logits of every pixel; in evaluation. */
  readonly dense: ArrayLike<number>;
}

/** One step without the optimizer: what comes out, and all gradients. */
async function step(backend: BackendName, name: NetworkName, training: boolean): Promise<Outcome> {
  await useBackend(backend);
  const network = createModel(name, smallConfig({ task: "seg_3d" }));
  await disturb(network);
  const images = randomImages(shape);
  const { batchIndex, corners, weights } = randomPoints(5, shape);
  const before = tf.memory().numTensors;
  // Of the forward pass that is differentiated: in software each costs a second.
  let atLabels = tf.tensor([]);
  const { value, grads } = tf.variableGrads(() => {
    atLabels.dispose();
    atLabels = tf.keep(network.atLabels(images, batchIndex, corners, weights, { training }));
    return tf.mean(tf.square(atLabels)) as tf.Scalar;
  }, network.trainableVariables);
  const dense = training ? tf.tensor([]) : network.dense(images);
  const data = (tensors: readonly tf.Tensor[]) => Promise.all(tensors.map((tensor) => tensor.data()));
  const outcome = {
    atLabels: await atLabels.data(),
    loss: (await value.data())[0]!,
    gradients: await data(network.trainableVariables.map((variable) => grads[variable.name]!)),
    statistics: await data(network.parameters.filter((own) => !own.trainable).map((own) => network.variable(own.name))),
    dense: await dense.data(),
  };
  tf.dispose([atLabels, value, grads, dense]);
  expect(tf.memory().numTensors).toBe(before);
  network.dispose();
  images.dispose();
  return outcome;
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const product = (x: ArrayLike<number>, y: ArrayLike<number>) =>
    Array.from(x).reduce((sum, value, i) => sum + value * y[i]!, 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

describe.skipIf(!available)(`networks on the webgpu backend ${reason}`, () => {
  it.each(networkNames)(
    "%s agrees with cpu, and leaves no tensor behind",
    async (name) => {
      for (const training of [false, true]) {
        const [expected, actual] = [await step("cpu", name, training), await step("webgpu", name, training)];
        expect(Math.abs(actual.loss / expected.loss - 1)).toBeLessThan(1e-4);
        expect(relativeError(actual.atLabels, expected.atLabels)).toBeLessThan(1e-4);
        expect(relativeError(actual.dense, expected.dense)).toBeLessThan(1e-4);
        expect(expected.dense).toHaveLength(training ? 0 : 2 * 9 * 3 * 5 * 6);
        for (const [i, statistics] of expected.statistics.entries()) {
          expect(relativeError(actual.statistics[i]!, statistics)).toBeLessThan(1e-4);
        }
        for (const [i, gradient] of expected.gradients.entries()) {
          if (!training) expect(relativeError(actual.gradients[i]!, gradient)).toBeLessThan(1e-4);
          else if (Array.from(gradient).some((value) => Math.abs(value) > 1e-6)) {
            expect(cosine(actual.gradients[i]!, gradient)).toBeGreaterThan(0.999);
          }
        }
      }
    },
    120_000,
  );

  it("takes up no moments that are not finite, nor variances below 0", async () => {
    await useBackend("webgpu");
    const network = createModel("simple_conv", smallConfig());
    const images = randomImages(shape);
    const mean = network.variable("stem_bn/moving_mean");
    const before = await mean.data();
    const applied = async (wrong?: number) => {
      network.features(images, {
        training: (moments) => {
          const [layer, first] = [...moments][0]!;
          const variance = wrong === undefined ? first.variance : tf.fill<tf.Rank.R1>([first.mean.size], wrong);
          network.applyMoments(new Map([...moments, [layer, { ...first, variance }]]));
        },
      });
      return mean.data();
    };
    for (const wrong of [Number.POSITIVE_INFINITY, Number.NaN, -5]) expect(await applied(wrong)).toEqual(before);
    expect(await applied()).not.toEqual(before);
  }, 60_000);

  it("takes no points, and has no gradient then", async () => {
    await useBackend("webgpu");
    const network = createModel("unet_3d", smallConfig({ task: "seg_3d" }));
    const none = network.atLabels(randomImages(shape), [], [], []);
    expect(none.shape).toEqual([0, 9, 3]);
    expect(await none.data()).toHaveLength(0);
  });
});
