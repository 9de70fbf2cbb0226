// The engine onnx of @atcs/train on the processor, two threads, against PyTorch with two threads in the same run: a step of
// training, batch 2, 288 x 100 x 100, bin_seg_3d at 240 label points; logits of every pixel of these images; and the memory
// that processes take for them. Ratios are those of the times: images per second against PyTorch's are 1 over them.

import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { compare, median, row } from "../harness.mjs";
import { openOnnx } from "./onnx.mjs";
import { densePeer, hasTorch, peer, peerArguments, peerMemory } from "./pytorch.mjs";

const task = "bin_seg_3d";
const whole = { problem: {}, baseWidth: 64, rounds: 9, variants: 20 };

/** At least so much of PyTorch's images per second. */
const networks = [
  { name: "simple_conv", more: { maxWidth: 128 }, options: {}, step: 1 / 0.75, dense: 1 / 0.8 },
  { name: "unet_2d", more: { maxWidth: 512, blocks: 4 }, options: { blocks: 4 }, step: 1 / 0.6, dense: 1 / 0.8 },
];
const memoryTarget = 1.25;
/** Of a step with another number of label points than any before it, against one with the same. */
const pointsTarget = 1.05;

/** @param settings smaller ones show that it works */
export default async function run(_folder, settings = whole) {
  const cases = networks.map(({ more, options, ...rest }) => ({
    ...{ ...rest, ...settings },
    config: { baseWidth: settings.baseWidth, ...more },
    options: { base_width: settings.baseWidth, ...options },
  }));
  const rows = [];
  for (const each of cases) rows.push(await timeRow(each, "step"), await timeRow(each, "dense"));
  for (const each of cases) rows.push(memoryRow(each, "step"), memoryRow(each, "dense"));
  rows.push(await pointsRow(cases[1]));
  return rows;
}

const actions = {
  step: { what: "training step", peer },
  dense: { what: "inference of every pixel", peer: densePeer },
};

function textOf({ name, config }, action) {
  return `${actions[action].what}, ${name}, D = ${config.baseWidth}, onnx, cpu, 2 threads`;
}

async function timeRow(each, action) {
  const { name, config, options, problem, rounds } = each;
  const opened = await openOnnx(name, config, problem);
  try {
    const own = () => opened[action]();
    const what = textOf(each, action);
    if (!hasTorch()) return row(what, "ms", { ours: median(await alone(own, rounds)) });
    const args = peerArguments(name, task, options, "cpu", problem);
    const times = await compare(own, actions[action].peer, args, { rounds, runs: 1, warmup: 2 });
    return row(what, "ms", times, each[action]);
  } finally {
    await opened.dispose();
  }
}

async function alone(action, rounds) {
  for (let i = 0; i < 2; i++) await action();
  const times = [];
  for (let i = 0; i < rounds; i++) times.push(await timeOf(action));
  return times;
}

async function timeOf(action) {
  const begin = performance.now();
  await action();
  return performance.now() - begin;
}

/** Each in a process of its own. */
function memoryRow(each, action) {
  const { name, config, options, problem } = each;
  const script = fileURLToPath(new URL("onnx-peak-memory.mjs", import.meta.url));
  const argument = JSON.stringify([name, config, problem, action]);
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, argument], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  const memory = { ours: Number(stdout) };
  if (hasTorch()) memory.peer = peerMemory(peerArguments(name, task, options, "cpu", problem), actions[action].peer);
  return row(`${textOf(each, action)}: resident memory at its peak`, "MB", memory, memoryTarget);
}

/** Shapes that change from step to step: as many label points above 240 as below it, and none of them twice. */
async function pointsRow(each) {
  const { name, config, problem, variants } = each;
  const opened = await openOnnx(name, config, problem);
  try {
    const fixed = opened.batchOf(240);
    for (let i = 0; i < 3; i++) await opened.step(fixed);
    const times = { ours: [], peer: [] };
    for (let i = 0; i < variants; i++) {
      // Even, since both images have as many.
      const other = opened.batchOf(240 + (i % 2 === 0 ? 2 : -2) * (1 + (i >> 1)));
      times.ours.push(await timeOf(() => opened.step(other)));
      times.peer.push(await timeOf(() => opened.step(fixed)));
    }
    const what = `${textOf(each, "step")}: ${variants} numbers of label points; peer: always 240`;
    return row(what, "ms", { ours: median(times.ours), peer: median(times.peer) }, pointsTarget);
  } finally {
    await opened.dispose();
  }
}
