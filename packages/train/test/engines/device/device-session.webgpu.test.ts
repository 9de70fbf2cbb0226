import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { findWebGpu } from "../../../../../test/support/webgpu.ts";
import { openSession } from "../../../src/engines/open-session.ts";
import { startDeviceEngine } from "../../../src/engines/start/start-engine.ts";
import { initialState } from "../../../src/engines/state/initial-state.ts";
import { randomBatch, randomBatches, smallTask } from "../support/small-task.ts";
import { bitsOf, expectNear } from "../support/states.ts";

// Finding out also chooses a software driver where there is no other.
const { available, reason } = await findWebGpu();

describe.skipIf(!available)(`a session on WebGPU ${reason}`, () => {
  test("does as the session in host memory does", async () => {
    const task = smallTask();
    const state = await initialState(task, 1);
    const host = await openSession(task, { engine: "wasm", workers: 0 }, state);
    const device = await openSession(task, { engine: "webgpu" }, state);
    expect(device.device).toMatch(/ \(WebGPU\)$/);
    const [found, expected] = [await device.step(randomBatches(2), 1e-3), await host.step(randomBatches(2), 1e-3)];
    expect(Math.abs(found.loss / expected.loss - 1)).toBeLessThan(1e-4);
    for (const [i, value] of expected.logits.entries()) expect(found.logits[i]).toBeCloseTo(value, 3);
    expectNear(await device.state(), await host.state(), 1e-3);
    const batch = randomBatch(3);
    const atLabels = await host.logitsAtLabels(batch);
    for (const [i, value] of (await device.logitsAtLabels(batch)).entries()) expect(value).toBeCloseTo(atLabels[i]!, 2);
    await host.dispose();
    await device.dispose();
  });

  test("a second session does not take the first one's device away", async () => {
    const task = smallTask();
    const first = await openSession(task, { engine: "webgpu" });
    const before = bitsOf(await first.state());
    const second = await openSession(task, { engine: "webgpu" }, await initialState(task, 2));
    expect(bitsOf(await first.state())).toEqual(before);
    await second.dispose();
    await first.step(randomBatches(1), 1e-3);
    await first.dispose();
  });

  test("what the device refuses stops the session", async () => {
    const session = await openSession(smallTask(), { engine: "webgpu" });
    const { device } = tf.backend() as unknown as { device: GPUDevice };
    device.createBuffer({ size: 4, usage: 0 });
    await device.queue.onSubmittedWorkDone();
    await expect(session.step(randomBatches(1), 1e-3)).rejects.toMatchObject({ code: "TRAIN_ENGINE_LOST" });
    await session.dispose();
    // The next one gets a device that is well.
    expect((await startDeviceEngine("webgpu")).fault()).toBeUndefined();
  });
});
