import * as runtime from "onnxruntime-node";
import { expect, test } from "vitest";
import { openSession } from "../../../src/engines/open-session.ts";
import { initialState } from "../../../src/engines/state/initial-state.ts";
import type { OnnxProvider } from "../../../src/engines/types.ts";
import { randomBatches, smallTask } from "../support/small-task.ts";
import { bitsOf } from "../support/states.ts";
import { openOnnx } from "./_open.ts";

const task = smallTask({ config: { task: "bin_seg_3d" } });

/** onnxruntime whose sessions fail. */
function failing(message: string, at: "create" | "run"): { readonly load: () => Promise<unknown> } {
  const fail = async (): Promise<never> => {
    throw new Error(message);
  };
  const { InferenceSession } = runtime;
  const create = async (...parts: Parameters<typeof InferenceSession.create>) => {
    const session = await InferenceSession.create(...parts);
    return Object.assign(session, { run: fail });
  };
  return { load: async () => ({ ...runtime, InferenceSession: { create: at === "create" ? fail : create } }) };
}

test("is opened with as many threads as there are cores, or as many as are asked for", async () => {
  const [all, two] = [
    await openSession(task, { engine: "onnx" }),
    await openSession(task, { engine: "onnx", workers: 2 }),
  ];
  expect(all.device).toMatch(/^onnxruntime, CPU, \d+ threads?$/);
  expect(two.device).toBe("onnxruntime, CPU, 2 threads");
  expect(bitsOf(await two.state())).toEqual(bitsOf(await initialState(task, 0)));
  for (const session of [all, two]) await session.dispose();
});

test("a provider that there is not, or of another engine, is refused", async () => {
  const other = process.platform === "win32" ? "coreml" : "dml";
  await expect(openSession(task, { engine: "onnx", provider: other })).rejects.toMatchObject({
    code: "TRAIN_ENGINE",
    message: expect.stringMatching(new RegExp(`no execution provider ${other} on .*: it has cpu`)),
  });
  await expect(openSession(task, { engine: "onnx", provider: "tpu" as OnnxProvider })).rejects.toThrow(TypeError);
  await expect(openSession(task, { engine: "wasm", provider: "cpu" })).rejects.toThrow(
    /provider is an option of .* onnx/,
  );
});

test("a provider that does not start is told with those that there are", async () => {
  const { load } = failing("Failed to get a WebGPU adapter\nat x", "create");
  const listSupportedBackends = () => ["cpu", "webgpu"].map((name) => ({ name, bundled: true }));
  const loadOther = async () => ({ ...((await load()) as object), listSupportedBackends });
  await expect(openOnnx(task, { provider: "webgpu", load: loadOther })).rejects.toMatchObject({
    code: "TRAIN_ENGINE",
    message: expect.stringMatching(
      /its execution provider webgpu does not start here \(Error: Failed to get a WebGPU adapter\): it has cpu, webgpu/,
    ),
  });
});

test.each([
  [
    "Failed to allocate memory for requested buffer of size 4096000000",
    "TRAIN_MEMORY",
    /micro-batch of 2 .*--micro-batch 1$/,
  ],
  ["std::bad_alloc", "TRAIN_MEMORY", /too little memory on onnx/],
  ["Non-zero status code returned while running Conv node", "TRAIN_ENGINE_LOST", /the engine onnx stopped: .*Conv/],
])("%s in a step is %s, and the state can still be had", async (message, code, text) => {
  const session = await openOnnx(task, failing(message, "run"));
  const before = bitsOf(await session.state());
  await expect(session.step(randomBatches(2), 1e-2)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(text),
  });
  await expect(session.logitsDense(new Float32Array(192), [1, 3, 8, 8])).rejects.toMatchObject({ code });
  expect(bitsOf(await session.state())).toEqual(before);
  await session.dispose();
});
