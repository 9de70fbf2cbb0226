import { type KernelBackend, registerBackend, removeBackend } from "@tensorflow/tfjs";
import type { ModelError } from "../errors.ts";
import { reportErrors } from "./_device-errors.ts";

/**
 * Make a device that of tfjs's backend "webgpu", in place of another that it may have.
 * @throws what disposing of the other throws; the new device is given back then, with the memory that it holds
 */
export function registerWebGpu(
  device: GPUDevice,
  onError: (error: ModelError) => void,
  makeBackend: () => KernelBackend,
): void {
  try {
    reportErrors(device, onError);
    removeBackend("webgpu");
    registerBackend("webgpu", makeBackend);
  } catch (error) {
    device.destroy();
    throw error;
  }
}
