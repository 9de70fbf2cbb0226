// A step of training at labels (the head at 240 points) against one through the dense output (the head at every pixel, then
// interpolated), on wasm, one thread: time, and memory of tensors at its peak.

import { performance } from "node:perf_hooks";
import * as tf from "@tensorflow/tfjs-core";
import { median, row } from "../harness.mjs";
import { startWasm } from "./engines.mjs";
import { makeTrainer, standard } from "./training.mjs";

const cases = [
  // At least 1.15 times as fast, and at most 0.6 of the memory.
  { name: "simple_conv", config: { task: "seg_3d", baseWidth: 64 }, time: 1 / 1.15, memory: 0.6 },
  { name: "simple_conv", config: { task: "bin_seg_3d", baseWidth: 64 } },
  { name: "single_pixel", config: { task: "seg_3d", maxWidth: 128 } },
  { name: "unet_2d", config: { task: "seg_3d", baseWidth: 16 } },
  { name: "unet_2d_transpose", config: { task: "seg_3d", baseWidth: 16 } },
  { name: "simple_conv", config: { task: "bin_seg_2d", baseWidth: 64 } },
  { name: "unet_2d", config: { task: "bin_seg_2d", baseWidth: 16 } },
  // Volumes take longer, so smaller images.
  { name: "unet_2_1d", config: { task: "seg_3d", baseWidth: 16 }, size: 32 },
  { name: "unet_3d", config: { task: "seg_3d", baseWidth: 16 }, size: 32 },
  { name: "unet_3d", config: { task: "bin_seg_3d", baseWidth: 16 }, size: 32 },
  { name: "simple_conv_3d", config: { task: "seg_3d", baseWidth: 16 }, size: 16 },
];

export default async function run() {
  await startWasm();
  const rows = [];
  for (const each of cases) rows.push(...(await rowsOf(each)));
  return rows;
}

async function rowsOf({ name, config, size = standard.size, time, memory }) {
  const width = config.baseWidth === undefined ? `M = ${config.maxWidth}` : `D = ${config.baseWidth}`;
  const pixels = size === standard.size ? "" : `, ${size} x ${size} pixels`;
  const what = `at labels; peer: dense; ${name}, ${config.task}, ${width}${pixels}`;
  const trainer = (through) => makeTrainer(name, config, through, { size });
  const bytes = {};
  for (const through of ["labels", "dense"]) bytes[through] = await peakBytes(() => trainer(through));
  return [
    row(`step ${what}`, "ms", await times(trainer), time),
    row(`tensors of a step ${what}`, "MB", { ours: bytes.labels / 1e6, peer: bytes.dense / 1e6 }, memory),
  ];
}

/** Medians of both, which take turns. */
async function times(trainer) {
  const trainers = { ours: trainer("labels"), peer: trainer("dense") };
  const found = { ours: [], peer: [] };
  for (let i = 0; i < 5; i++) {
    for (const side of ["ours", "peer"]) {
      const begin = performance.now();
      await trainers[side].step();
      if (i > 0) found[side].push(performance.now() - begin);
    }
  }
  trainers.ours.dispose();
  trainers.peer.dispose();
  return { ours: median(found.ours), peer: median(found.peer) };
}

/**
 * What all tensors take at once at most, images and weights among them: in the memory of wasm, since tfjs counts tensors
 * that share it (such as those of reshape) once each.
 */
async function peakBytes(make) {
  const { wasm } = tf.backend();
  // The first calls replace these functions.
  tf.scalar(0).dispose();
  const { _malloc, _free } = wasm;
  const sizes = new Map();
  let [held, peak] = [0, 0];
  wasm._malloc = (bytes) => {
    const offset = _malloc(bytes);
    sizes.set(offset, bytes);
    held += bytes;
    peak = Math.max(peak, held);
    return offset;
  };
  wasm._free = (offset) => {
    held -= sizes.get(offset) ?? 0;
    sizes.delete(offset);
    _free(offset);
  };
  const trainer = make();
  // The first step also makes what Adam keeps.
  for (let i = 0; i < 2; i++) await trainer.step();
  trainer.dispose();
  Object.assign(wasm, { _malloc, _free });
  return peak;
}
