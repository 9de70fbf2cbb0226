import { ModelError } from "../errors.ts";

/** Report what the device refuses, some time after the operation that gave zeros instead, and its loss. */
export function reportErrors(device: GPUDevice, onError: (error: ModelError) => void): void {
  device.addEventListener("uncapturederror", (event) => {
    // Dawn prints those that nobody takes.
    event.preventDefault();
    onError(new ModelError("MODEL_DEVICE", `WebGPU: ${event.error.message}`));
  });
  device.lost.then(({ reason, message }) => {
    if (reason !== "destroyed") onError(new ModelError("MODEL_DEVICE", `the WebGPU device is lost: ${message}`));
  });
}

/** Throw where nothing catches it: the process ends, unless it is told otherwise. */
export function throwUncaught(error: Error): void {
  queueMicrotask(() => {
    throw error;
  });
}
