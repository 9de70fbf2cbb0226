import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { type BackendName, useBackend } from "../../../../test/support/tfjs.ts";
import { findWebGpu } from "../../../../test/support/webgpu.ts";
import { createModel, type NetworkName } from "../../src/index.ts";
import { relativeError } from "../ops/support/array.ts";
import { disturb, randomImages, randomPoints, smallConfig } from "./support/small-networks.ts";

const { available, reason } = await findWebGpu();
const shape = [2, 3, 5, 6] as const;

interface Outcome {
  readonly dense: ArrayLike<number>;
  readonly atLabels: ArrayLike<number>;
  readonly gradients: readonly ArrayLike<number>[];
  readonly statistics: readonly ArrayLike<number>[];
}

/** One step without the optimizer: what comes out, and all gradients. */
async function step(backend: BackendName, name: NetworkName, training: boolean): Promise<Outcome> {
  await useBackend(backend);
  const network = createModel(name, smallConfig({ task: "seg_3d" }));
  await disturb(network);
  const images = randomImages(shape);
  const { batchIndex, corners, weights } = randomPoints(5, shape);
  const before = tf.memory().numTensors;
  const dense = network.dense(images);
  const loss = () =>
    tf.mean(tf.square(network.atLabels(images, batchIndex, corners, weights, { training }))) as tf.Scalar;
  const { value, grads } = tf.variableGrads(loss, network.trainableVariables);
  const atLabels = network.atLabels(images, batchIndex, corners, weights);
  const data = (tensors: readonly tf.Tensor[]) => Promise.all(tensors.map((tensor) => tensor.data()));
  const outcome = {
    dense: await dense.data(),
    atLabels: await atLabels.data(),
    gradients: await data(network.trainableVariables.map((variable) => grads[variable.name]!)),
    statistics: await data(network.parameters.filter((own) => !own.trainable).map((own) => network.variable(own.name))),
  };
  tf.dispose([dense, value, grads, atLabels]);
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
  it.each(["unet_2d_transpose", "unet_3d"] as const)(
    "%s agrees with cpu, and leaves no tensor behind",
    async (name) => {
      for (const training of [false, true]) {
        const [expected, actual] = [await step("cpu", name, training), await step("webgpu", name, training)];
        expect(relativeError(actual.dense, expected.dense)).toBeLessThan(1e-4);
        expect(relativeError(actual.atLabels, expected.atLabels)).toBeLessThan(1e-4);
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
  );

  it("takes no points, and has no gradient then", async () => {
    await useBackend("webgpu");
    const network = createModel("unet_3d", smallConfig({ task: "seg_3d" }));
    const none = network.atLabels(randomImages(shape), [], [], []);
    expect(none.shape).toEqual([0, 9, 3]);
    expect(await none.data()).toHaveLength(0);
  });
});
