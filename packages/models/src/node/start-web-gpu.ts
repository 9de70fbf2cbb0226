import { ModelError } from "../errors.ts";
import { describeAdapter, type WebGpuAdapter } from "./_adapter.ts";
import { throwUncaught } from "./_device-errors.ts";
import { refuse } from "./_optional-module.ts";
import { registerWebGpu } from "./_register-backend.ts";
import { defineWebGpu } from "./_web-gpu-globals.ts";
import { checkWebGpuOptions } from "./_web-gpu-options.ts";

/** How {@link startWebGpu} chooses a device, and whom it tells of its errors. */
export interface WebGpuOptions {
  /**
   * Is told when the device refuses an operation, which has then given zeros, or is lost (MODEL_DEVICE): results since
   * then are wrong. Later operations go on, so stop at once. @default throws where nothing catches it, which ends the process
   */
  readonly onError?: ((error: ModelError) => void) | undefined;
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
 * It defines `navigator.gpu` and the classes of WebGPU as globals, as browsers do; when it fails they are gone again.
 *
 * @returns what the backend runs on; it is not the current backend yet
 * @throws (rejects with) ModelError MODEL_DEVICE that tells what to install, that there is no adapter, or that it gives no
 * device; TypeError for an option that there is not
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
  const { gpu, takeBack } = await openGpu(dawnFlags);
  try {
    const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu").catch(
      refuse("@tensorflow/tfjs-backend-webgpu"),
    );
    const adapter = await openAdapter(gpu, powerPreference);
    const described = describeAdapter(adapter);
    const device = await openDevice(adapter);
    registerWebGpu(device, onError, () => new WebGPUBackend(device, adapter.info));
    return described;
  } catch (error) {
    takeBack();
    throw error;
  }
}

/** An adapter gives one device only, so each start asks for its own. */
async function openAdapter(gpu: GPU, powerPreference: GPUPowerPreference): Promise<GPUAdapter> {
  const expected = "expected a GPU with its driver; on Linux also the package libvulkan1";
  // Dawn rejects when its settings name an adapter that there is not.
  const adapter = await gpu.requestAdapter({ powerPreference }).catch((cause: unknown) => {
    throw new ModelError("MODEL_DEVICE", `no WebGPU adapter (${String(cause)}): ${expected}`, { cause });
  });
  if (adapter !== null) return adapter;
  throw new ModelError("MODEL_DEVICE", `no WebGPU adapter: ${expected}`);
}

async function openDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const requiredLimits = Object.fromEntries(raisedLimits.map((name) => [name, adapter.limits[name]]));
  try {
    return await adapter.requestDevice({ requiredLimits });
  } catch (cause) {
    throw new ModelError("MODEL_DEVICE", `the WebGPU adapter gives no device (${String(cause)})`, { cause });
  }
}

/**
 * The one that is there, else a new one: a Dawn that is collected as garbage while its device works can take the process down
 * with it, so it stays a global.
 */
async function openGpu(dawnFlags: readonly string[]): Promise<{ gpu: GPU; takeBack: () => void }> {
  const known = globalThis.navigator as { gpu?: GPU } | undefined;
  if (known?.gpu !== undefined) return { gpu: known.gpu, takeBack: () => {} };
  const { create, globals } = await import("webgpu").catch(refuse("webgpu"));
  const gpu = create([...dawnFlags]);
  return { gpu, takeBack: defineWebGpu(gpu, globals) };
}
