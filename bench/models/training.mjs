// One step of training on the engine of tfjs that is the current one: logits, cross entropy, gradients, Adam.

import { seededRandom } from "@atcs/colocate";
import { sparseInterpolate } from "@atcs/colocate/sparse-interpolation";
import { createModel, lossTerms, lossValue } from "@atcs/models";
import * as tf from "@tensorflow/tfjs-core";

/** Images of `size` x `size` pixels; as many label points in each. */
export const standard = { batch: 2, channels: 288, size: 100, points: 240, bins: 125 };

/**
 * @param config of the network, besides channels and bins
 * @param through "labels": the head runs at the label points alone; "dense": at every pixel, whose outputs are interpolated
 * @param problem what differs from the {@link standard} one
 * @returns step, which resolves to the loss once it is computed, and dispose
 */
export function makeTrainer(name, config, through = "labels", problem = {}) {
  const sizes = { ...standard, ...problem };
  const { channels, bins } = sizes;
  const network = createModel(name, { channels, bins, seed: 1, ...config });
  const optimizer = tf.train.adam(1e-3);
  const images = randomImages(sizes);
  const label = labelPoints(sizes);
  const types = cloudTypes(sizes);
  const loss = lossTerms({ task: config.task, classWeights: config.task === "seg_3d" ? undefined : [0.5, 1.5] });
  const logits = through === "labels" ? logitsAtLabels : logitsOfDense;
  const minimize = () => {
    return tf.tidy(() => optimizer.minimize(() => lossValue(loss(logits(network, images, label), types)), true));
  };
  return {
    minimize,
    async step() {
      const cost = minimize();
      const [value] = await cost.data();
      cost.dispose();
      if (!Number.isFinite(value)) throw new Error(`the loss is ${value}`);
      return value;
    },
    dispose() {
      network.dispose();
      optimizer.dispose();
      images.dispose();
    },
  };
}

function logitsAtLabels(network, images, { batchIndex, corners, weights }) {
  return network.atLabels(images, batchIndex, corners, weights, { training: true });
}

/** As one would do without the head's being linear. */
function logitsOfDense(network, images, { batchIndex, corners, weights }) {
  const dense = network.dense(images, { training: true });
  const values = dense.shape.slice(1, -2);
  const flat = dense.reshape([dense.shape[0], tf.util.sizeFromShape(values), ...dense.shape.slice(-2)]);
  const found = sparseInterpolate(flat, batchIndex, corners, weights, { layout: "NCHW" });
  return found.reshape([batchIndex.length, ...values]);
}

function randomImages(problem) {
  const { batch, channels, size } = problem;
  return tf.tensor4d(imageValues(problem), [batch, channels, size, size]);
}

/** From -1 to 1. */
export function imageValues({ batch, channels, size }) {
  const random = seededRandom(1);
  return Float32Array.from({ length: batch * channels * size * size }, () => 2 * random() - 1);
}

/** A track through each image: each point between four pixels, a column further every third row, up to the edges. */
export function labelPoints({ batch, points, size }) {
  const perImage = points / batch;
  const corners = Int32Array.from({ length: points * 8 }, (_, i) => {
    const [p, j] = [(i >> 3) % perImage, (i >> 1) & 3];
    const column = Math.floor(0.3 * size) + Math.floor(p / 3);
    return i % 2 === 0 ? Math.min(p, size - 2) + (j >> 1) : Math.min(column, size - 2) + (j & 1);
  });
  const batchIndex = Int32Array.from({ length: points }, (_, p) => Math.floor(p / perImage));
  return { batchIndex, corners, weights: new Float32Array(points * 4).fill(0.25) };
}

/** Mostly clear, and about every tenth bin unknown. */
export function cloudTypes({ points, bins }) {
  const random = seededRandom(2);
  return Uint8Array.from({ length: points * bins }, () => {
    const drawn = Math.floor(random() * 20);
    if (drawn < 2) return 255;
    return drawn < 11 ? 0 : drawn - 11;
  });
}
