import { afterEach, expect, test, vi } from "vitest";
import { ModelError } from "../../src/errors.ts";
import { describeAdapter } from "../../src/node/_adapter.ts";
import { startWebGpu } from "../../src/node/start-web-gpu.ts";

afterEach(() => vi.unstubAllGlobals());

const adapter = (info: Partial<GPUAdapterInfo>): GPUAdapter =>
  ({
    info: { vendor: "", architecture: "", device: "", description: "", isFallbackAdapter: false, ...info },
    limits: { maxBufferSize: 2 ** 40, maxStorageBufferBindingSize: 2 ** 31 },
  }) as GPUAdapter;

test.each<[Partial<GPUAdapterInfo>, string, string]>([
  [{ vendor: "nvidia", device: "NVIDIA H200", description: "NVIDIA: 570.1" }, "NVIDIA H200", "hardware"],
  [{ vendor: "apple", architecture: "metal-3" }, "metal-3", "hardware"],
  [{}, "unknown", "hardware"],
  [{ vendor: "google", architecture: "swiftshader" }, "swiftshader", "software"],
  [{ vendor: "mesa", device: "llvmpipe (LLVM 15.0.6, 256 bits)" }, "llvmpipe (LLVM 15.0.6, 256 bits)", "software"],
  [{ vendor: "microsoft", device: "Microsoft Basic Render Driver" }, "Microsoft Basic Render Driver", "software"],
  [{ device: "new", isFallbackAdapter: true }, "new", "software"],
])("%j is %s, %s", (info, name, type) => {
  expect(describeAdapter(adapter(info))).toMatchObject({ name, type, maxTensorBytes: 2 ** 31 });
});

test("without an adapter the message says what is needed", async () => {
  const requestAdapter = vi.fn(async () => null);
  vi.stubGlobal("navigator", { gpu: { requestAdapter } });
  const error = await startWebGpu({ powerPreference: "low-power" }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ModelError);
  expect(error).toMatchObject({
    code: "MODEL_DEVICE",
    message: expect.stringContaining("no WebGPU adapter: expected a GPU"),
  });
  expect(requestAdapter).toHaveBeenCalledWith({ powerPreference: "low-power" });
});

test("an adapter that gives no device", async () => {
  const cause = new TypeError("limit is too high");
  const requestAdapter = async () => ({ ...adapter({}), requestDevice: () => Promise.reject(cause) });
  vi.stubGlobal("navigator", { gpu: { requestAdapter } });
  await expect(startWebGpu()).rejects.toMatchObject({
    code: "MODEL_DEVICE",
    message: "the WebGPU adapter gives no device (TypeError: limit is too high)",
    cause,
  });
});
