import * as tf from "@tensorflow/tfjs";
import { beforeEach, describe, expect, test } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { toLayersModel } from "../../src/layers/to-layers-model.ts";
import type { Network } from "../../src/model/network.ts";
import { image, smallNetwork } from "../saved/_networks.ts";

const flat = ["single_pixel", "simple_conv", "unet_2d", "unet_2d_transpose"] as const;

/** Logits of `dense`, [B, 9, K, H, W], as [B, H, W, 9 K]. */
function expectedOutputs(network: Network, x: tf.Tensor4D): tf.Tensor {
  return tf.tidy(() => {
    const dense = network.dense(x);
    const [batch, , , height, width] = dense.shape as [number, number, number, number, number];
    return tf.transpose(dense.reshape([batch, -1, height, width]), [0, 2, 3, 1]);
  });
}

function greatestDifference(a: tf.Tensor, b: tf.Tensor): number {
  return tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!);
}

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  beforeEach(() => useBackend(backend));

  test.each(flat)("%s gives what dense gives, for images of any size", (name) => {
    const network = smallNetwork(name);
    const model = toLayersModel(network);
    expect(model.outputs[0]!.shape).toEqual([null, null, null, 27]);
    // Odd sizes: pooling leaves the last row or column out, which decoders have to make up for.
    for (const [height, width] of [
      [8, 8],
      [13, 14],
      [11, 7],
    ] as const) {
      const x = image(height, width);
      const found = model.predict(tf.transpose(x, [0, 2, 3, 1])) as tf.Tensor;
      const expected = expectedOutputs(network, x);
      expect(found.shape).toEqual([1, height, width, 27]);
      expect(tf.max(tf.abs(expected)).dataSync()[0]).toBeGreaterThan(0.1);
      expect(greatestDifference(found, expected)).toBeLessThan(1e-5 * tf.max(tf.abs(expected)).dataSync()[0]!);
    }
  });
});

describe("a layers model", () => {
  beforeEach(() => useBackend("cpu"));

  test.each(flat)("%s has our weights by our names, and as many to learn", (name) => {
    const network = smallNetwork(name);
    const model = toLayersModel(network);
    const named = new Map(model.weights.map((weight) => [weight.originalName, weight]));
    expect([...named.keys()].sort()).toEqual(network.parameters.map((parameter) => parameter.name).sort());
    for (const { name, shape, trainable } of network.parameters) {
      expect(named.get(name)!.shape).toEqual(shape);
      expect(named.get(name)!.trainable).toBe(trainable);
    }
    expect(model.countParams()).toBe(network.countParams());
  });

  test("is independent of the network", () => {
    const network = smallNetwork("simple_conv");
    const model = toLayersModel(network);
    const x = tf.transpose(image(6, 6), [0, 2, 3, 1]);
    const before = model.predict(x) as tf.Tensor;
    for (const weight of network.trainableVariables) weight.assign(tf.zeros(weight.shape));
    expect(greatestDifference(model.predict(x) as tf.Tensor, before)).toBe(0);
    network.dispose();
    expect(greatestDifference(model.predict(x) as tf.Tensor, before)).toBe(0);
  });

  test("learns: moving statistics and weights change in fit", async () => {
    const network = smallNetwork("unet_2d", { task: "bin_seg_2d" });
    const model = toLayersModel(network);
    model.compile({ optimizer: tf.train.sgd(0.01), loss: "meanSquaredError" });
    const x = tf.transpose(image(8, 8), [0, 2, 3, 1]);
    await model.fit(x, tf.ones([1, 8, 8, 1]), { epochs: 1, verbose: 0 });
    for (const name of ["stem_a/kernel", "encoder_1_conv_1_bn/moving_mean", "decoder_1_conv_1/kernel"]) {
      const weight = model.weights.find(({ originalName }) => originalName === name)!;
      expect(greatestDifference(weight.read(), network.variable(name))).toBeGreaterThan(1e-8);
    }
  });

  test.each(["unet_2_1d", "unet_3d", "simple_conv_3d"] as const)("%s has none", (name) => {
    const network = smallNetwork(name);
    const { numTensors } = tf.memory();
    expect(() => toLayersModel(network)).toThrow(TypeError);
    expect(() => toLayersModel(network)).toThrow(`${name} has volumes with altitude`);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  test.each(flat)("%s leaves no tensor behind when it is disposed of", (name) => {
    const network = smallNetwork(name);
    const x = tf.transpose(image(9, 8), [0, 2, 3, 1]);
    const { numTensors } = tf.memory();
    const model = toLayersModel(network);
    (model.predict(x) as tf.Tensor).dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
