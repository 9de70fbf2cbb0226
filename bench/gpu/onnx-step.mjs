// One case on the provider webgpu of onnxruntime, in a process of its own: prints the times of its steps in ms.
//
//   node onnx-step.mjs '{ "name": …, "config": …, "problem": …, "runs": 10, "tiny": false }'

import { performance } from "node:perf_hooks";
import { startWebGpu } from "@atcs/models/node";
import { openOnnx } from "../models/onnx.mjs";

const { name, config, problem, runs, tiny } = JSON.parse(process.argv[2]);
// onnxruntime has a Dawn of its own, which does not tell what it computes on: it is what ours finds.
const { name: device, type } = await startWebGpu();
if (type === "software" && !tiny) throw new Error(`${device} is a processor that plays a GPU: try --tiny`);
const { step, dispose } = await openOnnx(name, config, problem, { provider: "webgpu" });
// The first steps compile shaders.
for (let i = 0; i < 3; i++) await step();
const times = [];
for (let i = 0; i < runs; i++) {
  const begin = performance.now();
  await step();
  times.push(performance.now() - begin);
}
await dispose();
process.stdout.write(`${JSON.stringify({ device, type, times })}\n`);
