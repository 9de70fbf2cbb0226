import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";

export type BackendName = "cpu" | "wasm" | "webgpu";

const start: Record<BackendName, () => Promise<void>> = {
  async cpu() {
    await import("@tensorflow/tfjs-backend-cpu");
  },
  async wasm() {
    const wasm = await import("@tensorflow/tfjs-backend-wasm");
    // The .wasm files lie beside the entry of the package; one thread, so that the sums have one order.
    const entry = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
    wasm.setWasmPaths(join(dirname(entry), "/"));
    wasm.setThreadsCount(1);
  },
  async webgpu() {
    const { startWebGpu } = await import("./webgpu.ts");
    await startWebGpu();
  },
};

/**
 * Make a backend the current one of tfjs; the first call starts it. Ask `findWebGpu` of `./webgpu.ts` first whether
 * there is WebGPU here. All tests share one copy of tfjs and one backend of each name within a test file.
 */
export async function useBackend(name: BackendName): Promise<void> {
  // No advice about faster backends on the console.
  tf.env().set("IS_TEST", true);
  if (tf.findBackendFactory(name) === null) await start[name]();
  if (!(await tf.setBackend(name))) throw new Error(`the ${name} backend of tfjs did not start`);
  await tf.ready();
}
