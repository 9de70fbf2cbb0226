import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import {
  checkProvider,
  loadOnnxRuntime,
  supportedProviders,
  supportedRelease,
} from "../../../src/engines/start/onnx-runtime.ts";
import { onnxProviders } from "../../../src/engines/types.ts";

describe("onnxruntime-node", () => {
  test("is loaded, and is of the release that the package asks for", async () => {
    const runtime = await loadOnnxRuntime();
    expect(runtime.InferenceSession.create).toBeTypeOf("function");
    const { peerDependencies } = createRequire(import.meta.url)("../../../package.json");
    expect(peerDependencies["onnxruntime-node"]).toBe(`^${supportedRelease.major}.${supportedRelease.minor}.0`);
  });

  test("that is not installed is told with the command, and how to leave CUDA out", async () => {
    const load = async (name: string): Promise<never> => {
      throw Object.assign(new Error(`Cannot find package '${name}'`), { code: "ERR_MODULE_NOT_FOUND" });
    };
    await expect(loadOnnxRuntime(load)).rejects.toMatchObject({
      code: "TRAIN_ENGINE",
      message: expect.stringMatching(
        /^the engine onnx: onnxruntime-node is not installed: npm install onnxruntime-node .*ONNXRUNTIME_NODE_INSTALL=skip/,
      ),
    });
  });

  test("whose library is not for this machine says so", async () => {
    const load = async (): Promise<never> => {
      const message = "Cannot find module '../bin/napi-v6/plan9/x64/onnxruntime_binding.node'\nRequire stack:";
      throw Object.assign(new Error(message), { code: "MODULE_NOT_FOUND" });
    };
    await expect(loadOnnxRuntime(load)).rejects.toMatchObject({
      code: "TRAIN_ENGINE",
      message: expect.stringMatching(/onnxruntime-node cannot be loaded \(Cannot find module .*plan9.*\): npm install/),
    });
  });

  test.each(["1.29.9", "0.99.0", "2.0.0", undefined])("of release %s is refused", async (node) => {
    await expect(loadOnnxRuntime(async () => ({ env: { versions: { node } } }))).rejects.toMatchObject({
      code: "TRAIN_ENGINE",
      message: expect.stringMatching(/onnxruntime-node is .*: expected 1\.30 or a later 1\.x: npm install/),
    });
  });

  test.each(["1.30.0", "1.31.2"])("of release %s is taken", async (node) => {
    const runtime = { env: { versions: { node } } };
    expect(await loadOnnxRuntime(async () => runtime)).toBe(runtime);
  });
});

describe("providers", () => {
  const machine = (...names: [name: string, bundled: boolean][]) => ({
    listSupportedBackends: () => names.map(([name, bundled]) => ({ name, bundled })),
  });

  test("are those of the library that training knows", async () => {
    const runtime = machine(["tensorrt", false], ["cuda", false], ["webgpu", true], ["cpu", true]);
    expect(supportedProviders(runtime)).toEqual([
      { name: "cpu", bundled: true },
      { name: "webgpu", bundled: true },
      { name: "cuda", bundled: false },
    ]);
    expect(supportedProviders(await loadOnnxRuntime())).toContainEqual({ name: "cpu", bundled: true });
  });

  test("that there are not are refused with those that there are", () => {
    const runtime = machine(["cpu", true], ["webgpu", true], ["cuda", false]);
    for (const provider of ["cpu", "webgpu", "cuda"] as const) checkProvider(runtime, provider);
    expect(() => checkProvider(runtime, "dml")).toThrow(
      /has no execution provider dml on .*: it has cpu, webgpu; with libraries of their own cuda$/,
    );
    expect(onnxProviders).toContain("dml");
  });
});
