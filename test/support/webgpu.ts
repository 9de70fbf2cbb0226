import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";

/** Where packages of Chromium and Chrome keep their software Vulkan driver. */
const driverFolders = [
  "/usr/lib/chromium",
  "/usr/lib/chromium-browser",
  "/usr/lib64/chromium-browser",
  "/opt/google/chrome",
  "/opt/chromium.org/chromium",
];

/** Limits that a device does not have unless they are asked for; the default of a buffer is 128 MiB. */
const raisedLimits = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxComputeWorkgroupSizeX",
  "maxComputeInvocationsPerWorkgroup",
] as const;

/**
 * Does WebGPU work here (Dawn, on a software Vulkan driver unless VK_ICD_FILENAMES or VK_DRIVER_FILES chooses another)?
 * If not, a reason to skip; with ATCS_WEBGPU=required (as in CI) it must work.
 */
export async function findWebGpu(): Promise<{ available: boolean; reason: string }> {
  try {
    await requestAdapter();
    return { available: true, reason: "" };
  } catch (cause) {
    if (process.env.ATCS_WEBGPU === "required") throw new Error("no WebGPU, and ATCS_WEBGPU=required", { cause });
    return { available: false, reason: `(skipped: ${cause instanceof Error ? cause.message : cause})` };
  }
}

/**
 * Register tfjs's WebGPU backend on a device of its own. An error of the device comes some time after the operation
 * that caused it, which returned zeros.
 * @param report is given such errors; unless told otherwise they end the test run
 */
export async function startWebGpu(report: (error: Error) => void = endRun): Promise<void> {
  // An adapter gives one device only, so each start asks for its own.
  const adapter = await requestAdapter();
  const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
  const requiredLimits = Object.fromEntries(raisedLimits.map((name) => [name, adapter.limits[name]]));
  const device = await adapter.requestDevice({ requiredLimits });
  device.addEventListener("uncapturederror", (event) => {
    // Dawn prints those that nobody takes.
    event.preventDefault();
    report(new Error(`WebGPU: ${event.error.message}`));
  });
  device.lost.then(({ reason, message }) => {
    if (reason !== "destroyed") report(new Error(`WebGPU device lost: ${message}`));
  });
  tf.removeBackend("webgpu");
  tf.registerBackend("webgpu", () => new WebGPUBackend(device, adapter.info));
  // Small tensors too are computed on the device, or the tests would test the CPU.
  tf.env().set("WEBGPU_CPU_FORWARD", false);
}

function endRun(error: Error): void {
  queueMicrotask(() => {
    throw error;
  });
}

/** Dawn is created once: instances that are collected as garbage can take the process down with them. */
let opened: Promise<GPU> | undefined;

async function requestAdapter(): Promise<GPUAdapter> {
  opened ??= openGpu();
  const adapter = await (await opened).requestAdapter();
  if (adapter !== null) return adapter;
  throw new Error("no WebGPU adapter: on Debian the packages chromium and libvulkan1 bring one in software");
}

async function openGpu(): Promise<GPU> {
  if (process.platform === "linux") chooseSoftwareDriver(process.env);
  const { create, globals } = await import("webgpu");
  const gpu = create([]);
  // tfjs's backend asks for these when it is loaded and when it runs.
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, "navigator", { value: { gpu, userAgent: "Node.js" }, configurable: true });
  return gpu;
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
