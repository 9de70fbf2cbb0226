// Training through @atcs/train: images per second of a step on wasm with 1 and 2 worker threads, which give the same weights, and
// on onnx with 1 and 2 threads; and the share of the time of an epoch that is waited for data from a Zarr pack. A step of the same network on PyTorch is a row of
// bench/models.

import { performance } from "node:perf_hooks";
import { seededRandom } from "@atcs/colocate";
import { chooseEngine, initialState, openSession, Trainer } from "@atcs/train";
import { median, row } from "../harness.mjs";
import { writePack } from "./pack.mjs";

/** simple_conv, D = 16, on batches of 4 in micro-batches of 2, 120 label points in each image. */
const standard = {
  ...{ baseWidth: 16, channels: 288, size: 100, bins: 125, batch: 4, microBatch: 2, points: 120 },
  ...{ steps: 5, patches: 24 },
};
const task = "bin_seg_3d";

export default async function run(folder, problem = standard) {
  const rows = [];
  for (const engine of ["wasm", "onnx"]) {
    for (const workers of [1, 2]) rows.push(await stepRow(engine, workers, problem));
  }
  const pack = await writePack(folder, problem.patches, problem.size);
  for (const engine of await engines()) rows.push(await waitingRow(folder, pack, engine, problem));
  return rows;
}

/** A GPU takes data fastest. */
async function engines() {
  const gpu = await chooseEngine("webgpu").catch(() => undefined);
  return gpu?.probes[0].adapterType === "hardware" ? ["wasm", "onnx", "webgpu"] : ["wasm", "onnx"];
}

async function stepRow(engine, workers, problem) {
  const { baseWidth, channels, bins, batch, microBatch, steps } = problem;
  const training = {
    network: "simple_conv",
    config: { channels, bins, task, baseWidth, maxWidth: 128, blocks: 4 },
    loss: { kind: "cross_entropy", task },
    smoothnessWeight: 0,
    radianceChannels: [],
  };
  const session = await openSession(training, { engine, workers }, await initialState(training, 1));
  try {
    const batches = Array.from({ length: batch / microBatch }, (_, i) => randomBatch(i, problem));
    const times = [];
    for (let i = 0; i < steps + 1; i++) {
      const begin = performance.now();
      const { loss } = await session.step(batches, 1e-3);
      if (!Number.isFinite(loss)) throw new Error(`the loss is ${loss}`);
      times.push((performance.now() - begin) / 1e3);
    }
    const threads = `${workers} ${engine === "wasm" ? "worker" : "thread"}${workers === 1 ? "" : "s"}`;
    const what = `training step, simple_conv, D = ${baseWidth}, ${engine}, ${threads}`;
    return row(what, "images/s", { ours: batch / median(times.slice(1)) });
  } finally {
    await session.dispose();
  }
}

function randomBatch(seed, { channels, size, bins, microBatch, points }) {
  const random = seededRandom(seed, "step");
  const all = microBatch * points;
  return {
    images: Float32Array.from({ length: microBatch * channels * size * size }, () => 2 * random() - 1),
    shape: [microBatch, channels, size, size],
    batchIndex: Int32Array.from({ length: all }, (_, p) => Math.floor(p / points)),
    corners: Int32Array.from({ length: all * 8 }, () => Math.floor(random() * size)),
    weights: new Float32Array(all * 4).fill(0.25),
    cloudScenario: Uint8Array.from({ length: all * bins }, () => (random() < 0.2 ? 1 + Math.floor(random() * 8) : 0)),
  };
}

/** Of the second epoch: the first waits for what starts. */
async function waitingRow(folder, dataset, engine, { baseWidth, batch, microBatch }) {
  const options = { task, network: "simple_conv", baseWidth, epochs: 2, batchSize: batch, engine };
  const micro = engine === "webgpu" ? {} : { microBatch };
  const trainer = await Trainer.create({ ...options, ...micro, dataset, out: `${folder}/run-${engine}` });
  let waiting;
  await trainer.run({
    onEvent(event) {
      if (event.kind === "epoch") waiting = event.metrics.waiting;
    },
  });
  const what = `the same on ${engine}, an epoch from a Zarr pack: share of the time that is waited for data`;
  return row(what, "%", { ours: 100 * waiting }, 5);
}
