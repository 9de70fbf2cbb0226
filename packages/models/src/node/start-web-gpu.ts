import { registerBackend, removeBackend } from "@tensorflow/tfjs";
import { describeAdapter, type WebGpuAdapter } from "./_adapter.ts";
import { reportErrors, throwUncaught } from "./_device-errors.ts";
import { loadOptional } from "./_optional-module.ts";
import { checkWebGpuOptions } from "./_web-gpu-options.ts";

/** How {@link startWebGpu} chooses a device, and whom it tells of its errors. */
export interface WebGpuOptions {
  /**
   * Is told when the device refuses an operation, which has then given zeros, or is lost: results since then are wrong.
   * Later operations go on, so stop at once. @default throws where nothing catches it, which ends the process
   */
  readonly onError?: ((error: Error) => void) | undefined;
  /** @default "high-performance" */
  readonly powerPreference?: "high-performance" | "low-power" | undefined;
  /**
   * Settings of Dawn, such as `["backend=vulkan", "adapter=NVIDIA"]`; a process that has started WebGPU keeps its first.
   * @default none
   */
  readonly dawnFlags?: readonly string[] | undefined;
}

/** Limits that a device does not have unless they are asked for: a tensor of 128 MiB would be the largest. */
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
 * Register tfjs's backend "webgpu" in Node, on Dawn: GPUs of NVIDIA, AMD, Intel and Apple, without CUDA. Each call takes a
 * device of its own, and replaces a backend of that name and its tensors. Needs the optional peers `webgpu` and
 * `@tensorflow/tfjs-backend-webgpu`.
 *
 * It defines `navigator.gpu` and the classes of WebGPU as globals, as browsers do.
 *
 * @throws Error that tells what to install, or that there is no adapter; TypeError for an option that there is not
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { startWebGpu } from "@atcs/models/node";
 *
 * const { name, type } = await startWebGpu();
 * if (type === "hardware") await tf.setBackend("webgpu");
 * console.log(name);
 * ```
 */
export async function startWebGpu(options: WebGpuOptions = {}): Promise<WebGpuAdapter> {
  checkWebGpuOptions(options);
  const { onError = throwUncaught, powerPreference = "high-performance", dawnFlags = [] } = options;
  // An adapter gives one device only, so each start asks for its own.
  const adapter = await (await openGpu(dawnFlags)).requestAdapter({ powerPreference });
  if (adapter === null) {
    throw new Error("no WebGPU adapter: expected a GPU with its driver; on Linux also the package libvulkan1");
  }
  const { WebGPUBackend } = await loadOptional(
    "@tensorflow/tfjs-backend-webgpu",
    () => import("@tensorflow/tfjs-backend-webgpu"),
  );
  const requiredLimits = Object.fromEntries(raisedLimits.map((name) => [name, adapter.limits[name]]));
  const device = await adapter.requestDevice({ requiredLimits });
  reportErrors(device, onError);
  removeBackend("webgpu");
  registerBackend("webgpu", () => new WebGPUBackend(device, adapter.info));
  return describeAdapter(adapter);
}

/** The one that is there, else a new one: a Dawn that is collected as garbage can take the process down with it. */
async function openGpu(dawnFlags: readonly string[]): Promise<GPU> {
  const known = globalThis.navigator as { gpu?: GPU } | undefined;
  if (known?.gpu !== undefined) return known.gpu;
  const { create, globals } = await loadOptional("webgpu", () => import("webgpu"));
  const gpu = create([...dawnFlags]);
  // tfjs's backend asks for these when it is loaded and when it runs.
  Object.assign(globalThis, globals);
  if (known === undefined) {
    Object.defineProperty(globalThis, "navigator", { value: { gpu, userAgent: "Node.js" }, configurable: true });
  } else {
    Object.defineProperty(known, "gpu", { value: gpu, configurable: true });
  }
  return gpu;
}
