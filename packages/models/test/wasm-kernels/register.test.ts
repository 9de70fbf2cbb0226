import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { registerWasmKernels, unregisterWasmKernels } from "../../src/wasm-kernels/index.ts";

const names = (): string[] => tf.getKernelsForBackend("wasm").map(({ kernelName }) => kernelName);

const functions = (): Map<string, unknown> =>
  new Map(tf.getKernelsForBackend("wasm").map(({ kernelName, kernelFunc }) => [kernelName, kernelFunc]));

const filterGradient = (): number[] =>
  tf.tidy(() => {
    const x = tf.ones<tf.Rank.R4>([1, 2, 2, 1]);
    return [
      ...tf
        .grad((w) => tf.conv2d(x, w as tf.Tensor4D, 1, "valid"))(tf.ones([2, 2, 1, 1]))
        .dataSync(),
    ];
  });

afterEach(() => {
  vi.restoreAllMocks();
  unregisterWasmKernels();
});

describe("without the backend", () => {
  it("registering says what to install", () => {
    expect(tf.findBackendFactory("wasm")).toBeNull();
    const message = expect.stringContaining("npm install @tensorflow/tfjs-backend-wasm");
    expect(() => registerWasmKernels()).toThrow(expect.objectContaining({ code: "MODEL_DEVICE", message }));
    expect(names()).toEqual([]);
  });

  it("unregistering does nothing", () => {
    unregisterWasmKernels();
    expect(names()).toEqual([]);
  });
});

describe("with the backend", () => {
  it("registering before it starts is early enough, without warnings, and what is shipped is set up for later", async () => {
    const warn = vi.spyOn(console, "warn");
    await importBackend();
    registerWasmKernels();
    await useBackend("wasm");
    expect(filterGradient()).toEqual([1, 1, 1, 1]);
    expect(warn).not.toHaveBeenCalled();
    unregisterWasmKernels();
    const dx = tf.tidy(() => [
      ...tf
        .grad((x) => tf.conv2d(x as tf.Tensor4D, tf.ones([1, 1, 1, 1]), 1, "valid"))(tf.ones([1, 1, 2, 1]))
        .dataSync(),
    ]);
    expect(dx).toEqual([1, 1]);
  });

  it("further calls do nothing, and unregistering brings back what is shipped", async () => {
    await useBackend("wasm");
    const shipped = functions();
    expect(filterGradient).toThrow("Conv2DBackpropFilter");
    registerWasmKernels();
    const ours = functions();
    expect([...ours.keys()].filter((name) => !shipped.has(name)).sort()).toEqual([
      "Conv2DBackpropFilter",
      "DepthwiseConv2dNativeBackpropFilter",
      "DepthwiseConv2dNativeBackpropInput",
      "UnsortedSegmentSum",
    ]);
    expect([...ours].filter(([name, run]) => shipped.has(name) && shipped.get(name) !== run).length).toBe(9);
    registerWasmKernels();
    expect(functions()).toEqual(ours);
    unregisterWasmKernels();
    expect(functions()).toEqual(shipped);
    unregisterWasmKernels();
    expect(functions()).toEqual(shipped);
  });

  it("only kernels of wasm are touched", async () => {
    await useBackend("cpu");
    const cpu = tf.getKernelsForBackend("cpu");
    registerWasmKernels();
    expect(tf.getKernelsForBackend("cpu")).toEqual(cpu);
  });
});

/** Without starting it. */
async function importBackend(): Promise<void> {
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  const entry = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(join(dirname(entry), "/"));
}
