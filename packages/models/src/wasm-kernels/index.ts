export { registerWasmKernels, unregisterWasmKernels } from "./register.ts";
