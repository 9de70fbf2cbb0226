import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { DeviceSession } from "../../../src/engines/device/device-session.ts";
import { StepTensors } from "../../../src/engines/device/step-tensors.ts";
import { openSession } from "../../../src/engines/open-session.ts";
import type { StartedEngine } from "../../../src/engines/start/start-engine.ts";
import { initialState } from "../../../src/engines/state/initial-state.ts";
import type { TrainingState, TrainingTask } from "../../../src/engines/types.ts";
import { randomBatch, randomBatches, smallTask } from "../support/small-task.ts";
import { bitsOf, expectNear } from "../support/states.ts";
import { useWasm } from "../support/wasm.ts";

beforeAll(useWasm);

/** WebAssembly in the place of a device: its tensors are those of this thread too. */
async function open(
  task: TrainingTask,
  { state, fault = () => undefined }: { state?: TrainingState; fault?: () => Error | undefined } = {},
): Promise<DeviceSession> {
  const started: StartedEngine = { backend: "wasm", device: "a device", adapterType: "hardware", fault };
  return DeviceSession.open({ engine: "webgpu", started, task, state: state ?? (await initialState(task, 1)) });
}

test("does as the session in host memory does", async () => {
  const task = smallTask({ loss: { kind: "soft_jaccard" }, smoothnessWeight: 0.3 });
  const state = await initialState(task, 1);
  const host = await openSession(task, { engine: "wasm", workers: 0 }, state);
  const device = await open(task, { state });
  const batches = randomBatches(3);
  const [found, expected] = [await device.step(batches, 1e-3), await host.step(batches, 1e-3)];
  for (const name of ["loss", "numerator", "denominator"] as const) {
    expect(Math.abs(found[name] / expected[name] - 1), name).toBeLessThan(1e-5);
  }
  for (const [j, value] of expected.logits.entries()) expect(found.logits[j]).toBeCloseTo(value, 4);
  expectNear(await device.state(), await host.state(), 1e-5);
  const batch = randomBatch(5, { images: 3 });
  const atLabels = await device.logitsAtLabels(batch);
  for (const [j, value] of (await host.logitsAtLabels(batch)).entries()) expect(atLabels[j]).toBeCloseTo(value, 3);
  expect(await device.logitsDense(batch.images, batch.shape)).toHaveLength(3 * 9 * 4 * 64);
  await host.dispose();
  await device.dispose();
});

test("two steps, the state, and two steps more are four steps", async () => {
  const task = smallTask({ network: "single_pixel" });
  const [whole, first] = [await open(task), await open(task)];
  for (let i = 0; i < 4; i++) await whole.step(randomBatches(2, i), 1e-2);
  for (let i = 0; i < 2; i++) await first.step(randomBatches(2, i), 1e-2);
  const state = await first.state();
  const second = await open(task, { state });
  for (let i = 2; i < 4; i++) await second.step(randomBatches(2, i), 1e-2);
  expect(bitsOf(await second.state())).toEqual(bitsOf(await whole.state()));
});

test("a loss that is not finite leaves the state", async () => {
  const session = await open(smallTask());
  const before = bitsOf(await session.state());
  const batch = randomBatch(1);
  const images = batch.images.map((value, i) => (i === 3 ? Number.NaN : value));
  expect((await session.step([batch, { ...batch, images }], 1e-2)).loss).toBeNaN();
  expect(bitsOf(await session.state())).toEqual(before);
});

test("moments that are not finite leave the state, though the loss is", async () => {
  const session = await open(smallTask());
  const before = bitsOf(await session.state());
  const batch = randomBatch(1);
  // Their squares are beyond single precision.
  const images = batch.images.map((value) => value * 1e25);
  expect((await session.step([{ ...batch, images }], 1e-2)).loss).toBeNaN();
  expect(bitsOf(await session.state())).toEqual(before);
});

test("without label points only running statistics change", async () => {
  const session = await open(smallTask());
  const before = await session.state();
  const result = await session.step([randomBatch(1, { points: 0 })], 1e-2);
  expect(result).toMatchObject({ loss: 0, denominator: 0 });
  expect(result.logits).toHaveLength(0);
  const { parameters } = await session.state();
  for (const [name, values] of before.parameters) {
    const isRunning = name.includes("/moving_");
    expect([name, Buffer.from(values.buffer).equals(Buffer.from(parameters.get(name)!.buffer))]).toEqual([
      name,
      !isRunning,
    ]);
  }
  expect(await session.logitsAtLabels(randomBatch(1, { points: 0 }))).toHaveLength(0);
});

describe("what the device refuses", () => {
  test.each([
    ["WebGPU: Buffer size (9) exceeds the max buffer size limit (8)", "TRAIN_MEMORY"],
    ["the WebGPU device is lost: unplugged", "TRAIN_ENGINE_LOST"],
    // Of whatever class: it is not the caller's.
    ["WebGPU: validation", "TRAIN_ENGINE_LOST"],
  ])("%s is %s, before anything is learned from it", async (message, code) => {
    let fault: Error | undefined;
    const session = await open(smallTask(), { fault: () => fault });
    await session.step(randomBatches(1), 1e-2);
    fault = new TypeError(message);
    const expected = { code, message: expect.stringContaining(message) };
    await expect(session.step(randomBatches(1), 1e-2)).rejects.toMatchObject(expected);
    fault = undefined;
    await expect(session.state()).rejects.toMatchObject({ code });
    await session.dispose();
  });
});

test("a wrong batch is the caller's, and the session works on", async () => {
  const session = await open(smallTask());
  const batch = randomBatch(1);
  const wrong = { ...batch, corners: batch.corners.map(() => 99) };
  const before = bitsOf(await session.state());
  await expect(session.step([batch, wrong], 1e-2)).rejects.toThrow(RangeError);
  expect(bitsOf(await session.state())).toEqual(before);
  await session.step([batch], 1e-2);
});

test("timers and messages of this thread have their turn between micro-batches", async () => {
  const session = await open(smallTask({ network: "single_pixel" }));
  let hadTurn = false;
  setImmediate(() => {
    hadTurn = true;
  });
  const step = session.step(randomBatches(2), 1e-2);
  const read = vi.spyOn(StepTensors.prototype, "read").mockRejectedValue(new RangeError("enough"));
  await expect(step).rejects.toThrow("enough");
  read.mockRestore();
  // Before anything is read back, which takes turns anyway.
  expect(hadTurn).toBe(true);
});

test("no tensors stay", async () => {
  const before = tf.memory().numTensors;
  const session = await open(smallTask({ loss: { kind: "soft_jaccard" }, smoothnessWeight: 0.1 }));
  await session.step(randomBatches(3), 1e-2);
  const tensors = tf.memory().numTensors;
  await session.step(randomBatches(3), 1e-2);
  const wrong = { ...randomBatch(1), cloudScenario: new Uint8Array(20).fill(99) };
  await expect(session.step([randomBatch(2), wrong], 1e-2)).rejects.toThrow(RangeError);
  await session.logitsAtLabels(randomBatch(1));
  await session.state();
  expect(tf.memory().numTensors).toBe(tensors);
  await session.dispose();
  expect(tf.memory().numTensors).toBe(before);
  await expect(session.state()).rejects.toThrow(TypeError);
});
