// Engines of tfjs that networks are timed on.

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { registerWasmKernels } from "@atcs/models/wasm-kernels";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

/** One thread. */
export async function startWasm() {
  const entry = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(join(dirname(entry), "/"));
  setThreadsCount(1);
  registerWasmKernels();
  await tf.setBackend("wasm");
}

/** The name of the GPU, or undefined without one: a processor that plays the GPU is not timed. */
export async function startGpu() {
  const { startWebGpu } = await import("@atcs/models/node");
  try {
    const { name, type } = await startWebGpu();
    if (type !== "hardware") return undefined;
    await tf.setBackend("webgpu");
    return name;
  } catch (error) {
    process.stderr.write(`no webgpu: ${error.message}\n`);
    return undefined;
  }
}

/** Is there `@tensorflow/tfjs-node-gpu`, which is optional? Then its backend is the current one. */
export async function startCuda() {
  // In a variable, so that nothing looks for it before it is asked for.
  const name = "@tensorflow/tfjs-node-gpu";
  try {
    await import(name);
  } catch {
    return false;
  }
  return tf.setBackend("tensorflow");
}
