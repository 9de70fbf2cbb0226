// A step of training, batch 2, 288 x 100 x 100, bin_seg_3d at 240 label points, against PyTorch with two threads on the same
// processor. The ratio is that of the times: images per second against PyTorch's are 1 over it.

import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { compare, median, row } from "../harness.mjs";
import { startCuda, startGpu, startWasm } from "./engines.mjs";
import { hasTorch, peer, peerArguments, peerMemory } from "./pytorch.mjs";
import { makeTrainer } from "./training.mjs";

const task = "bin_seg_3d";
const simpleConv64 = { name: "simple_conv", baseWidth: 64, options: { base_width: 64 } };
const simpleConv16 = { name: "simple_conv", baseWidth: 16, options: { base_width: 16 } };
const unet16 = { name: "unet_2d", baseWidth: 16, options: { base_width: 16, blocks: 4 } };
const unet64 = { name: "unet_2d", baseWidth: 64, options: { base_width: 64, blocks: 4 } };

export default async function run() {
  const rows = [];
  await startWasm();
  // 0.09 of PyTorch's images per second.
  rows.push(await stepRow(simpleConv64, "wasm", 1 / 0.09), await stepRow(simpleConv16, "wasm"));
  rows.push(await stepRow(unet16, "wasm"));
  for (const each of [simpleConv64, simpleConv16, unet16]) rows.push(memoryRow(each));
  if ((await startGpu()) !== undefined) rows.push(...(await gpuRows("webgpu")));
  if (await startCuda()) rows.push(...(await gpuRows("cuda")));
  return rows;
}

async function gpuRows(engine) {
  return [await stepRow(simpleConv64, engine), await stepRow(unet64, engine)];
}

async function stepRow({ name, baseWidth, options }, engine, target) {
  const device = engine === "wasm" ? "cpu" : "cuda";
  const { step, dispose } = makeTrainer(name, { task, baseWidth });
  const what = `training step, ${name}, D = ${baseWidth}, ${engine}`;
  try {
    if (!hasTorch(device)) return row(what, "ms", { ours: await alone(step) });
    const args = peerArguments(name, task, options, device);
    const times = await compare(step, peer, args, { rounds: 5, runs: 1, warmup: 2 });
    return row(what, "ms", times, target);
  } finally {
    dispose();
  }
}

async function alone(step) {
  const times = [];
  for (let i = 0; i < 7; i++) {
    const begin = performance.now();
    await step();
    times.push(performance.now() - begin);
  }
  return median(times.slice(2));
}

/** Each in a process of its own. */
function memoryRow({ name, baseWidth, options }) {
  const script = fileURLToPath(new URL("peak-memory.mjs", import.meta.url));
  const trainer = JSON.stringify([name, { task, baseWidth }, "labels"]);
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, trainer], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  const memory = { ours: Number(stdout) };
  if (hasTorch()) memory.peer = peerMemory(peerArguments(name, task, options));
  return row(`the same, ${name}, D = ${baseWidth}, wasm: resident memory at its peak`, "MB", memory);
}
