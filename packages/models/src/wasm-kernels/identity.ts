import { Identity, type KernelConfig } from "@tensorflow/tfjs";
import type { WasmBackend } from "./_kernel.ts";

/**
 * y = x: another reference to the same data, as on the other backends. Tensors never change, and tfjs clones each that it
 * saves for the backward pass: as shipped that copies the values of every layer.
 */
export const identity: KernelConfig = {
  kernelName: Identity,
  backendName: "wasm",
  kernelFunc: ({ inputs, backend }) => {
    const { dataId, shape, dtype } = inputs.x!;
    (backend as WasmBackend).incRef(dataId);
    return { dataId, shape, dtype };
  },
};
