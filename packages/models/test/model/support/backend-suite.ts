// What must hold of every network on every backend.

import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { createModel, type Network, type NetworkName, networkNames, type Task, tasks } from "../../../src/index.ts";
import { relativeError } from "../../ops/support/array.ts";
import {
  disturb,
  interpolateByLoops,
  isVolumetric,
  linearNetworks,
  randomImages,
  randomPoints,
  smallConfig,
} from "./small-networks.ts";

const [height, width] = [5, 6];
const shape = [2, 3, height, width] as const;

/** D of the features, with {@link smallConfig}. */
const featureWidths: Record<NetworkName, number> = {
  single_pixel: 8,
  simple_conv: 8,
  unet_2d: 4,
  unet_2d_transpose: 4,
  unet_2_1d: 1,
  unet_3d: 1,
  simple_conv_3d: 16,
};

/** [C, K] of what is predicted. */
function valuesOf(task: Task): number[] {
  return task === "seg_3d" ? [9, 3] : [task === "bin_seg_3d" ? 3 : 1];
}

/** Call in a `describe` whose backend is already the current one. */
export function testNetworks(tolerance: number): void {
  describe.each(networkNames)("%s", (name) => {
    it.each(tasks)("%s: has the public shapes, and at labels what is there in the dense output", async (task) => {
      const network = createModel(name, smallConfig({ task }));
      await disturb(network);
      const images = randomImages(shape);
      // A head that is not linear agrees where nothing is interpolated.
      const points = randomPoints(7, shape, { atPixels: !linearNetworks.includes(name) });
      const dense = network.dense(images);
      const atLabels = network.atLabels(images, points.batchIndex, points.corners, points.weights);
      const bins = task === "bin_seg_2d" ? 1 : 3;
      expect(dense.shape).toEqual([2, ...valuesOf(task), height, width]);
      expect(atLabels.shape).toEqual([7, ...valuesOf(task)]);
      const features = network.features(images);
      expect(features.shape).toEqual([2, featureWidths[name], ...(isVolumetric(name) ? [bins] : []), height, width]);
      const expected = interpolateByLoops(await dense.data<"float32">(), dense.shape, points);
      expect(new Set(expected).size).toBeGreaterThan(1);
      expect(relativeError(await atLabels.data(), expected)).toBeLessThan(tolerance);
      const both = network.atLabelsAndDense(images, points);
      expect(await both.dense.data()).toEqual(await dense.data());
      expect(await both.atLabels.data()).toEqual(await atLabels.data());
      network.dispose();
      tf.dispose([images, dense, atLabels, features, both.dense, both.atLabels]);
    });

    it("takes no points, and has no gradient then", () => {
      const network = createModel(name, smallConfig({ task: "seg_3d" }));
      const images = randomImages(shape);
      const { value, grads } = tf.variableGrads(
        () => nothing(network.atLabels(images, [], [], [], { training: true })),
        network.trainableVariables,
      );
      expect(Object.keys(grads)).toHaveLength(network.trainableVariables.length);
      for (const gradient of Object.values(grads)) {
        expect(gradient.dataSync().every((each) => each === 0)).toBe(true);
      }
      const none = network.atLabels(images, [], [], []);
      expect(none.shape).toEqual([0, 9, 3]);
      network.dispose();
      tf.dispose([images, value, grads, none]);
    });

    it("leaves no tensor behind, in whatever is done with it", () => {
      const before = { ...tf.memory() };
      const network = createModel(name, smallConfig());
      const images = randomImages(shape);
      const optimizer = tf.train.adam(0.01);
      step(network, images, optimizer);
      const during = { ...tf.memory() };
      for (let i = 0; i < 2; i++) step(network, images, optimizer);
      network.features(images).dispose();
      network.dense(images, { training: true }).dispose();
      network.predict(images, { training: () => {} }).dispose();
      network.setWeights(network.getWeights());
      expect(tf.memory().numTensors).toBe(during.numTensors);
      expect(tf.memory().numDataBuffers).toBe(during.numDataBuffers);
      expect(tf.memory().numBytes).toBe(during.numBytes);
      optimizer.dispose();
      network.dispose();
      images.dispose();
      expect(tf.memory().numTensors).toBe(before.numTensors);
      expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
    });
  });
}

/** 0, whatever it is given: of nothing, tf.sum on wasm gives what happens to lie in memory. */
function nothing(logits: tf.Tensor): tf.Scalar {
  return tf.customGrad((input) => ({
    value: tf.scalar(0),
    gradFunc: () => tf.zeros((input as tf.Tensor).shape),
  }))(logits) as tf.Scalar;
}

function step(network: Network, images: tf.Tensor4D, optimizer: tf.Optimizer): void {
  const { batchIndex, corners, weights } = randomPoints(5, shape);
  const loss = () => {
    const logits = network.atLabels(images, batchIndex, corners, weights, { training: true });
    return tf.mean(tf.square(logits)) as tf.Scalar;
  };
  optimizer.minimize(loss, false, network.trainableVariables);
}
