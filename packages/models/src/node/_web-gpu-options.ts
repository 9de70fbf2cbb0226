import { checkChoice, checkFunction, checkOptions } from "../_check.ts";
import type { WebGpuOptions } from "./start-web-gpu.ts";

/** @throws TypeError for an option that there is not, or a value that it cannot have */
export function checkWebGpuOptions(options: WebGpuOptions): void {
  checkOptions("startWebGpu", options, ["onError", "powerPreference", "dawnFlags"]);
  const { onError, powerPreference = "high-performance", dawnFlags = [] } = options;
  checkFunction("onError", onError);
  checkChoice("powerPreference", powerPreference, ["high-performance", "low-power"]);
  if (!Array.isArray(dawnFlags) || !dawnFlags.every((flag) => /^[^=]+=/.test(flag))) {
    throw new TypeError('dawnFlags are not an array of texts such as "backend=vulkan"');
  }
}
