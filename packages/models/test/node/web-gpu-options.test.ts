import { expect, test } from "vitest";
import { startWebGpu, type WebGpuOptions } from "../../src/node/start-web-gpu.ts";

test.each<[unknown, string]>([
  [null, "startWebGpu: expected an object of options (onError, powerPreference, dawnFlags), got null"],
  [{ onerror: () => {} }, "startWebGpu has no option onerror: expected onError, powerPreference, dawnFlags"],
  [{ onError: 3 }, "onError is 3: expected a function"],
  [{ powerPreference: "most" }, 'powerPreference is the text "most"'],
  [{ dawnFlags: "backend=vulkan" }, "dawnFlags are not an array"],
  [{ dawnFlags: ["vulkan"] }, "dawnFlags are not an array"],
])("%j is refused before anything is started", async (options, message) => {
  await expect(startWebGpu(options as WebGpuOptions)).rejects.toThrow(TypeError);
  await expect(startWebGpu(options as WebGpuOptions)).rejects.toThrow(message);
  expect((globalThis.navigator as { gpu?: unknown } | undefined)?.gpu).toBeUndefined();
});
