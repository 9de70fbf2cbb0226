// Gradients on tfjs's wasm backend, one thread: our kernels against those it ships, which take turns. As shipped there is
// none for filters of images, nor of depthwise convolutions: their peer is the forward pass, which has as many products;
// that of sums of segments is scatterND, which adds up likewise.

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
const depthwiseFilter = [3, 3, 128, 1];

export default async function run() {
  const entry = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(join(dirname(entry), "/"));
  setThreadsCount(1);
  await tf.setBackend("wasm");
  return [...convolutions(), ...depthwise(), ...pooling(), ...resizing(), segments(), clones()];
}

function convolutions() {
  const [x, w, v, f] = [image, filter, volume, volumeFilter].map((shape) => random(shape));
  const [ofImage, ofVolume] = [`of [${image}], filter [${filter}]`, `of [${volume}], filter [${volumeFilter}]`];
  const inputGradient = () => kernel("Conv2DBackpropInput", { dy: x, filter: w }, { inputShape: image });
  const filterGradient = () => kernel("Conv2DBackpropFilter", { x, dy: x }, { filterShape: filter });
  const forward3d = () => tf.conv3d(v, f, 1, "same");
  const inputGradient3d = () => kernel("Conv3DBackpropInputV2", { dy: v, filter: f }, { inputShape: volume });
  const filterGradient3d = () => kernel("Conv3DBackpropFilterV2", { x: v, dy: v }, { filterShape: volumeFilter });
  return [
    alone(`conv2d ${ofImage}`, () => tf.conv2d(x, w, 1, "same")),
    compare(`gradient of conv2d for x ${ofImage}`, inputGradient, inputGradient, 0.2),
    compare("gradient of conv2d for the filter; peer: forward", filterGradient, () => tf.conv2d(x, w, 1, "same"), 1.8),
    compare(`conv3d ${ofVolume}`, forward3d, forward3d, 0.2),
    compare(`gradient of conv3d for x ${ofVolume}; peer: wrong`, inputGradient3d, inputGradient3d, 0.7),
    compare(`gradient of conv3d for the filter ${ofVolume}`, filterGradient3d, filterGradient3d, 0.5),
  ];
}

function depthwise() {
  const [x, filter] = [image, depthwiseFilter].map((shape) => random(shape));
  const what = `of [${image}], filter [${depthwiseFilter}]; peer: forward`;
  const forward = () => tf.depthwiseConv2d(x, filter, 1, "same");
  const forInput = { inputShape: image, dilations: 1 };
  const forFilter = { filterShape: depthwiseFilter, dilations: 1 };
  const inputGradient = () => kernel("DepthwiseConv2dNativeBackpropInput", { dy: x, filter }, forInput);
  const filterGradient = () => kernel("DepthwiseConv2dNativeBackpropFilter", { x, dy: x }, forFilter);
  return [
    compare(`gradient of depthwiseConv2d for x ${what}`, inputGradient, forward),
    compare(`gradient of depthwiseConv2d for the filter ${what}`, filterGradient, forward),
  ];
}

function pooling() {
  const [x, v] = [random(image), random(volume)];
  const attributes = { filterSize: 2, strides: 2, pad: "valid" };
  const [pooled, pooled3d] = [tf.maxPool(x, 2, 2, "valid"), tf.maxPool3d(v, 2, 2, "valid")];
  const gradient = () => kernel("MaxPoolGrad", { dy: pooled, input: x, output: pooled }, attributes);
  const forward3d = () => tf.maxPool3d(v, 2, 2, "valid");
  const inputs3d = { dy: pooled3d, input: v, output: pooled3d };
  const gradient3d = () => kernel("MaxPool3DGrad", inputs3d, { ...attributes, dataFormat: "NDHWC" });
  return [
    compare(`gradient of maxPool 2 x 2 of [${image}]; peer: wrong`, gradient, gradient, 1),
    compare(`maxPool3d 2 x 2 x 2 of [${volume}]; peer: wrong`, forward3d, forward3d),
    compare(`gradient of maxPool3d 2 x 2 x 2 of [${volume}]; peer: wrong`, gradient3d, gradient3d),
  ];
}

function resizing() {
  const inputs = { images: random([2, 50, 50, 128]), dy: random(image) };
  const gradient = (attributes) => () => tf.engine().runKernel("ResizeBilinearGrad", inputs, attributes);
  const halfPixels = gradient({ alignCorners: false, halfPixelCenters: true });
  const aligned = gradient({ alignCorners: true, halfPixelCenters: false });
  const what = `gradient of resizeBilinear of [${inputs.images.shape}] to 100 x 100`;
  return [
    compare(`${what}, half pixel centres; peer: wrong`, halfPixels, halfPixels),
    compare(`${what}, corners aligned; the same kernel`, aligned, aligned),
  ];
}

function segments() {
  const [rows, numSegments] = [random([960, 128]), 20_000];
  const numbers = Int32Array.from({ length: 960 }, (_, i) => (i * 7919) % numSegments);
  const [segmentIds, indices] = [tf.tensor1d(numbers), tf.tensor2d(numbers, [960, 1])];
  return compare(
    `sums of 960 x 128 numbers in ${numSegments} segments; peer: scatterND`,
    () => tf.engine().runKernel("UnsortedSegmentSum", { x: rows, segmentIds }, { numSegments }),
    () => tf.scatterND(indices, rows, [numSegments, 128]),
  );
}

function clones() {
  const x = random(image);
  const clone = () => tf.clone(x);
  return compare(`a clone of [${image}] for the backward pass`, clone, clone, 0.1);
}

function random(shape) {
  return tf.randomUniform(shape, -1, 1, "float32", 1);
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
