import { expect, test } from "vitest";
import { openSession } from "../../src/engines/open-session.ts";
import { initialState } from "../../src/engines/state/initial-state.ts";
import type { EngineName } from "../../src/engines/types.ts";
import { randomBatch, smallTask } from "./support/small-task.ts";
import { bitsOf } from "./support/states.ts";

const task = smallTask();
const options = { engine: "wasm", workers: 0 } as const;

test("a session begins with the state it is given, and keeps a copy", async () => {
  const state = await initialState(task, 8);
  const before = bitsOf(state);
  const session = await openSession(task, options, state);
  expect(bitsOf(await session.state())).toEqual(before);
  await session.step([randomBatch(1)], 1e-2);
  expect(bitsOf(state)).toEqual(before);
  expect(bitsOf(await session.state())).not.toEqual(before);
  await session.dispose();
});

test("without a state it is the first one", async () => {
  const session = await openSession(task, options);
  expect(bitsOf(await session.state())).toEqual(bitsOf(await initialState(task, 0)));
  await session.dispose();
});

test("plain JavaScript trains too, and as WebAssembly does", async () => {
  const tiny = smallTask({ network: "single_pixel", config: { maxWidth: 4, task: "bin_seg_3d" } });
  const [cpu, wasm] = [await openSession(tiny, { engine: "cpu" }), await openSession(tiny, options)];
  const [found, expected] = [await cpu.step([randomBatch(1)], 1e-2), await wasm.step([randomBatch(1)], 1e-2)];
  expect(cpu.device).toBe("JavaScript");
  expect(found.loss).toBeCloseTo(expected.loss, 5);
  await cpu.dispose();
  await wasm.dispose();
});

test("a state of another network is refused by the parameter", async () => {
  const other = await initialState(smallTask({ config: { baseWidth: 8, maxWidth: 8 } }), 1);
  await expect(openSession(task, options, other)).rejects.toMatchObject({
    code: "TRAIN_CHECKPOINT",
    message: expect.stringMatching(/\/kernel has \d+ numbers: expected \d+, as of shape \[/),
  });
});

test("what cannot be is refused before anything starts", async () => {
  await expect(openSession(task, { engine: "tpu" as EngineName })).rejects.toThrow(TypeError);
  for (const workers of [-1, 0.5, 1000]) {
    await expect(openSession(task, { engine: "wasm", workers })).rejects.toThrow(RangeError);
  }
  await expect(openSession({ ...task, smoothnessWeight: -1 }, options)).rejects.toThrow(/smoothnessWeight is -1/);
  const loss = { ...task.loss, gamma: 2 };
  await expect(openSession({ ...task, loss }, options)).rejects.toThrow(/gamma is an option of focal/);
  await expect(openSession({ ...task, config: { ...task.config, channels: 0 } }, options)).rejects.toThrow(/channels/);
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(openSession(task, { ...options, signal })).rejects.toThrow("enough");
});

test("engines that do not work here say why", async () => {
  await expect(openSession(task, { engine: "node" })).rejects.toMatchObject({
    code: "TRAIN_ENGINE",
    message: expect.stringMatching(/npm install @tensorflow\/tfjs-node@/),
  });
  // The sources have no built worker.
  await expect(openSession(task, { engine: "wasm", workers: 2 })).rejects.toMatchObject({
    code: "TRAIN_ENGINE",
    message: expect.stringMatching(/no worker could be started .*workers: 0 computes in this thread/),
  });
});
