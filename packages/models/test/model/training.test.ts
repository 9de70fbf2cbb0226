import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { createModel, type Network, networkNames } from "../../src/index.ts";
import { relativeError } from "../ops/support/array.ts";
import { momentsOf } from "../ops/support/loops.ts";
import { disturb, randomImages, randomPoints, smallConfig, valuesOf } from "./support/small-networks.ts";

beforeAll(() => useBackend("cpu"), 60_000);

const shape = [2, 3, 5, 6] as const;

function unet(): Network {
  return createModel("unet_2d", smallConfig());
}

describe("training", () => {
  it("takes up the mean and the unbiased variance of the batch by a tenth", async () => {
    const network = createModel("single_pixel", { channels: 1, task: "bin_seg_2d", maxWidth: 1 });
    await disturb(network);
    const values = [0.5, -1, 2, 4, -3, 1];
    const kernel = (await network.variable("conv_1/kernel").data())[0]!;
    const { mean, variance } = momentsOf({ shape: [6, 1], data: Float64Array.from(values, (value) => kernel * value) });
    const running = async () => [
      (await network.variable("conv_1_bn/moving_mean").data())[0]!,
      (await network.variable("conv_1_bn/moving_variance").data())[0]!,
    ];
    const [oldMean, oldVariance] = (await running()) as [number, number];
    network.dense(tf.tensor4d(values, [2, 1, 1, 3]), { training: true });
    const expected = [0.9 * oldMean + 0.1 * mean[0]!, 0.9 * oldVariance + 0.1 * variance[0]! * (6 / 5)];
    expect(relativeError(await running(), expected)).toBeLessThan(1e-6);
  });

  it("hands the moments to a function instead, which can take them up later", async () => {
    const [one, other] = [unet(), unet()];
    const images = randomImages(shape);
    const before = await valuesOf(one);
    const outcome = one.dense(images, { training: true });
    const moments = new Map<string, { mean: tf.Tensor1D; variance: tf.Tensor1D; count: number }>();
    const otherOutcome = other.dense(images, {
      training: (own) => {
        for (const [layer, { mean, variance, count }] of own) {
          moments.set(layer, { mean: tf.keep(mean.clone()), variance: tf.keep(variance.clone()), count });
        }
      },
    });
    expect(await otherOutcome.data()).toEqual(await outcome.data());
    expect(await valuesOf(other)).toEqual(before);
    expect([...moments.keys()]).toEqual(
      one.graph.nodes.flatMap(({ op, name }) => (op === "batchNormRelu" ? [name] : [])),
    );
    other.applyMoments(moments);
    expect(await valuesOf(other)).toEqual(await valuesOf(one));
    expect(await valuesOf(one)).not.toEqual(before);
  });

  it("is refused where a channel has one value, as PyTorch does", () => {
    const network = createModel("unet_2d", smallConfig());
    const images = randomImages([1, 3, 5, 6]);
    expect(() => network.dense(images, { training: true })).toThrow(
      /^encoder_2_conv_1_bn has one value in each channel/,
    );
    expect(network.dense(images).shape).toEqual([1, 3, 5, 6]);
  });

  it.each(networkNames)("%s: the gradient is the slope of the loss", async (name) => {
    const network = createModel(name, smallConfig({ task: "seg_3d", bins: 2 }));
    await disturb(network);
    const images = randomImages(shape);
    const { batchIndex, corners, weights } = randomPoints(6, shape);
    const loss = () => tf.mean(tf.square(network.atLabels(images, batchIndex, corners, weights))) as tf.Scalar;
    const { grads } = tf.variableGrads(loss, network.trainableVariables);
    // Along the gradient itself the slope is its square.
    const square = Object.values(grads).reduce((sum, gradient) => sum + tf.sum(tf.square(gradient)).dataSync()[0]!, 0);
    const start = network.getWeights().map((weight) => weight.clone());
    const lossAt = (distance: number): number => {
      network.setWeights(start);
      for (const variable of network.trainableVariables) {
        variable.assign(tf.add(variable, tf.mul(grads[variable.name]!, distance)));
      }
      return loss().dataSync()[0]!;
    };
    const distance = (1e-3 * lossAt(0)) / square;
    const slope = (lossAt(distance) - lossAt(-distance)) / (2 * distance);
    expect(slope / square).toBeGreaterThan(0.98);
    expect(slope / square).toBeLessThan(1.02);
  });
});
