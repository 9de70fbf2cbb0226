import { WasmKernel } from "../wasm/_kernel.ts";
import { type SimdFunctionName, simdModule } from "./_simd-module.ts";

/** Converts four values at a time. Addresses are in bytes, steps too. */
export type SimdKernel = WasmKernel<SimdFunctionName>;

/** undefined where there is no WebAssembly with SIMD, or a policy forbids it. */
export function createSimdKernel(): SimdKernel | undefined {
  return WasmKernel.create(simdModule);
}
