// Reading a dense output at the label points on tfjs's wasm backend, and its gradient. Channels first against what tfjs
// offers for it: a transposed copy. Channels last has no peer, since wasm has no gradient of gather.

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import { sparseInterpolate } from "@atcs/colocate/sparse-interpolation";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { median, row } from "../harness.mjs";

const [batch, size, channels, points] = [2, 100, 9 * 125, 240];
const batchIndex = Int32Array.from({ length: points }, (_, p) => (p * batch) / points);
// A track through each image: a new row for each point, and a column every third.
const corners = Int32Array.from({ length: points * 8 }, (_, i) => {
  const [p, j] = [(i >> 3) % (points / batch), (i >> 1) & 3];
  return i % 2 === 0 ? Math.min(p, size - 2) + (j >> 1) : 30 + Math.floor(p / 3) + (j & 1);
});
const weights = new Float32Array(points * 4).fill(0.25);

export default async function run() {
  setThreadsCount(1);
  const entry = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(join(dirname(entry), "/"));
  await tf.setBackend("wasm");
  const what = `of ${points} points in [${batch}, ${size}, ${size}, ${channels}] on wasm`;
  return [
    compare(`values ${what}, channels last`, "NHWC", values, undefined, 10),
    compare(`values ${what}, channels first; peer: transposed copy`, "NCHW", values, transposedValues, 1.2),
    compare(`values and gradient ${what}, channels last`, "NHWC", gradient, undefined, 200),
    compare(`values and gradient ${what}, channels first; peer: transposed`, "NCHW", gradient, transposedGradient, 0.7),
  ];
}

const read = (layout) => (dense) => sparseInterpolate(dense, batchIndex, corners, weights, { layout });

const values = (dense, layout) => read(layout)(dense);

const gradient = (dense, layout) => tf.grad(read(layout))(dense, tf.ones([points, channels]));

/** Without the option: a copy with channels last is read, and the gradient is copied back. */
const transposedValues = (dense) => values(tf.transpose(dense, [0, 2, 3, 1]), "NHWC");

const transposedGradient = (dense) => tf.transpose(gradient(tf.transpose(dense, [0, 2, 3, 1]), "NHWC"), [0, 3, 1, 2]);

function compare(what, layout, ours, peer, target) {
  const dense = tf.ones(layout === "NHWC" ? [batch, size, size, channels] : [batch, channels, size, size]);
  const times = { ours: [], peer: [] };
  for (let i = 0; i < 12; i++) {
    const oursTime = timeOf(() => ours(dense, layout));
    const peerTime = peer && timeOf(() => peer(dense));
    if (i < 3) continue;
    times.ours.push(oursTime);
    times.peer.push(peerTime);
  }
  dense.dispose();
  return row(what, "ms", { ours: median(times.ours), peer: peer && median(times.peer) }, target);
}

/** wasm computes at once: when the call returns, it is done. */
function timeOf(action) {
  const begin = performance.now();
  tf.tidy(() => void action());
  return performance.now() - begin;
}
