import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as models from "@atcs/models/node";
import { env } from "@tensorflow/tfjs-core";

/** Where packages of Chromium and Chrome keep their software Vulkan driver. */
const driverFolders = [
  "/usr/lib/chromium",
  "/usr/lib/chromium-browser",
  "/usr/lib64/chromium-browser",
  "/opt/google/chrome",
  "/opt/chromium.org/chromium",
];

/**
 * Does WebGPU work here (Dawn, on a software Vulkan driver unless VK_ICD_FILENAMES or VK_DRIVER_FILES chooses another)?
 * If not, a reason to skip; with ATCS_WEBGPU=required (as in CI) it must work.
 */
export async function findWebGpu(): Promise<{ available: boolean; reason: string }> {
  try {
    await startWebGpu();
    return { available: true, reason: "" };
  } catch (cause) {
    if (process.env.ATCS_WEBGPU === "required") throw new Error("no WebGPU, and ATCS_WEBGPU=required", { cause });
    const problem = cause instanceof Error ? cause.message : cause;
    return { available: false, reason: `(skipped: ${problem}; Debian's chromium brings a GPU in software)` };
  }
}

/** Register tfjs's WebGPU backend on a device of its own, whose errors end the test run unless `onError` takes them. */
export async function startWebGpu(options: models.WebGpuOptions = {}): Promise<void> {
  if (process.platform === "linux") chooseSoftwareDriver(process.env);
  await models.startWebGpu(options);
  // Small tensors too are computed on the device, or the tests would test the CPU.
  env().set("WEBGPU_CPU_FORWARD", false);
}

/** The Vulkan loader reads the environment when Dawn is created. */
function chooseSoftwareDriver(env: NodeJS.ProcessEnv): void {
  if (env.VK_ICD_FILENAMES || env.VK_DRIVER_FILES) return;
  const files = driverFolders.map((folder) => join(folder, "vk_swiftshader_icd.json"));
  const found = files.find((file) => existsSync(file));
  if (found === undefined) return;
  env.VK_ICD_FILENAMES = found;
  env.XDG_RUNTIME_DIR ??= tmpdir();
}
