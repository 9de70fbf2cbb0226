// One case on WebGPU, in a process of its own: prints the device, and the times of its steps in ms.
//
//   node step.mjs '{ "name": …, "config": …, "problem": …, "runs": 10, "tiny": false }'

import { performance } from "node:perf_hooks";
import { startWebGpu } from "@atcs/models/node";
import * as tf from "@tensorflow/tfjs-core";
import { makeTrainer } from "../models/training.mjs";

const { name, config, problem, runs, tiny } = JSON.parse(process.argv[2]);
const { name: device, type } = await startWebGpu();
if (type === "software" && !tiny) throw new Error(`${device} is a processor that plays a GPU: try --tiny`);
await tf.setBackend("webgpu");
const { step, dispose } = makeTrainer(name, config, "labels", problem);
// The first steps compile shaders.
for (let i = 0; i < 3; i++) await step();
const times = [];
for (let i = 0; i < runs; i++) {
  const begin = performance.now();
  await step();
  times.push(performance.now() - begin);
}
dispose();
process.stdout.write(`${JSON.stringify({ device, type, times })}\n`);
