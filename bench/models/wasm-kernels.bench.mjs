// Gradients on tfjs's wasm backend, one thread: our kernels against those it ships, which take turns. There is no
// gradient for filters of images as shipped: its peer is the forward pass, which has as many products.

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import { registerWasmKernels, unregisterWasmKernels } from "@atcs/models/wasm-kernels";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { median, row } from "../harness.mjs";

const image = [2, 100, 100, 128];
const filter = [3, 3, 128, 128];
const volume = [1, 8, 50, 50, 16];
const volumeFilter = [3, 3, 3, 16, 16];

export default async function run() {
  const entry = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(join(dirname(entry), "/"));
  setThreadsCount(1);
  await tf.setBackend("wasm");
  const [x, w, v, f] = [image, filter, volume, volumeFilter].map((shape) =>
    tf.randomUniform(shape, -1, 1, "float32", 1),
  );
  const [ofImage, ofVolume] = [`of [${image}], filter [${filter}]`, `of [${volume}], filter [${volumeFilter}]`];
  const inputGradient = () => kernel("Conv2DBackpropInput", { dy: x, filter: w }, { inputShape: image });
  const filterGradient = () => kernel("Conv2DBackpropFilter", { x, dy: x }, { filterShape: filter });
  const forward3d = () => tf.conv3d(v, f, 1, "same");
  const inputGradient3d = () => kernel("Conv3DBackpropInputV2", { dy: v, filter: f }, { inputShape: volume });
  const filterGradient3d = () => kernel("Conv3DBackpropFilterV2", { x: v, dy: v }, { filterShape: volumeFilter });
  const pooled = tf.maxPool(x, 2, 2, "valid");
  const pooling = { filterSize: 2, strides: 2, pad: "valid" };
  const poolGradient = () => tf.engine().runKernel("MaxPoolGrad", { dy: pooled, input: x, output: pooled }, pooling);
  return [
    alone(`conv2d ${ofImage}`, () => tf.conv2d(x, w, 1, "same")),
    compare(`gradient of conv2d for x ${ofImage}`, inputGradient, inputGradient, 0.2),
    compare("gradient of conv2d for the filter; peer: forward", filterGradient, () => tf.conv2d(x, w, 1, "same"), 1.8),
    compare(`conv3d ${ofVolume}`, forward3d, forward3d, 0.2),
    compare(`gradient of conv3d for x ${ofVolume}; peer: wrong`, inputGradient3d, inputGradient3d, 0.7),
    compare(`gradient of conv3d for the filter ${ofVolume}`, filterGradient3d, filterGradient3d, 0.5),
    compare(`gradient of maxPool 2 x 2 of [${image}]; peer: wrong`, poolGradient, poolGradient, 1),
    compare(
      `a clone of [${image}] for the backward pass`,
      () => tf.clone(x),
      () => tf.clone(x),
      0.1,
    ),
  ];
}

/** A kernel of stride 1 with padding "same". */
function kernel(name, inputs, attributes) {
  return tf.engine().runKernel(name, inputs, { strides: 1, pad: "same", dataFormat: "NHWC", ...attributes });
}

/** Medians of ours and of what is shipped. */
function compare(what, ours, shipped, target) {
  const times = { ours: [], peer: [] };
  for (let i = 0; i < 9; i++) {
    registerWasmKernels();
    const oursTime = timeOf(ours);
    unregisterWasmKernels();
    const peerTime = timeOf(shipped);
    if (i < 2) continue;
    times.ours.push(oursTime);
    times.peer.push(peerTime);
  }
  return row(what, "ms", { ours: median(times.ours), peer: median(times.peer) }, target);
}

function alone(what, action) {
  const times = Array.from({ length: 9 }, () => timeOf(action)).slice(2);
  return row(what, "ms", { ours: median(times) });
}

/** wasm computes at once: when the call returns, it is done. */
function timeOf(action) {
  const begin = performance.now();
  tf.tidy(() => void action());
  return performance.now() - begin;
}
