import { describeValue } from "../_describe.ts";
import type { WebGpuOptions } from "./start-web-gpu.ts";

const names = ["onError", "powerPreference", "dawnFlags"];

/** @throws TypeError for an option that there is not, or a value that it cannot have */
export function checkWebGpuOptions(options: WebGpuOptions): void {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`the options are ${describeValue(options)}: expected an object`);
  }
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new TypeError(`there is no option ${unknown}: expected ${names.join(", ")}`);
  const { onError, powerPreference = "high-performance", dawnFlags = [] } = options;
  if (onError !== undefined && typeof onError !== "function") {
    throw new TypeError(`onError is ${describeValue(onError)}: expected a function`);
  }
  if (powerPreference !== "high-performance" && powerPreference !== "low-power") {
    throw new TypeError(
      `powerPreference is ${describeValue(powerPreference)}: expected "high-performance" or "low-power"`,
    );
  }
  if (!Array.isArray(dawnFlags) || !dawnFlags.every((flag) => /^[^=]+=/.test(flag))) {
    throw new TypeError('dawnFlags are not an array of texts such as "backend=vulkan"');
  }
}
