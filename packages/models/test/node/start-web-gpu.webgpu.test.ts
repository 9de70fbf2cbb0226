import * as tf from "@tensorflow/tfjs";
import { describe, expect, test, vi } from "vitest";
import { findWebGpu } from "../../../../test/support/webgpu.ts";
import { startWebGpu } from "../../src/node/start-web-gpu.ts";
import { loadModel } from "../../src/saved/load-model.ts";
import { bitsOf, image, memoryHandler, smallNetwork } from "../saved/_networks.ts";

// Finding out also chooses a software driver where there is no other, and starts Dawn: here that is to be done again.
const { available, reason } = await findWebGpu();
const known = (globalThis.navigator as { gpu?: GPU } | undefined)?.gpu;
Reflect.deleteProperty(globalThis, "navigator");

describe.skipIf(!available)(`WebGPU in Node ${reason}`, () => {
  test("leaves nothing behind when it fails", async () => {
    const starting = startWebGpu({ dawnFlags: ["adapter=there is no such adapter"] });
    await expect(starting).rejects.toMatchObject({
      code: "MODEL_DEVICE",
      message: expect.stringMatching(/^no WebGPU adapter .*: expected a GPU/s),
    });
    expect(globalThis.navigator?.gpu).toBeUndefined();
  });

  test("runs networks, and tells what it runs on", async () => {
    tf.env().set("IS_TEST", true);
    const onError = vi.fn();
    const adapter = await startWebGpu({ onError, dawnFlags: ["enable-dawn-features=allow_unsafe_apis"] });
    expect(navigator).toMatchObject({ gpu: expect.anything(), userAgent: "Node.js" });
    expect(navigator.gpu).not.toBe(known);
    expect(adapter.name).not.toBe("");
    const isSwiftShader = /swiftshader/i.test(`${adapter.name} ${adapter.architecture}`);
    expect(adapter.type).toBe(isSwiftShader ? "software" : adapter.type);
    // More than what a device has that nobody asked more of.
    expect(adapter.maxTensorBytes).toBeGreaterThan(2 ** 27);
    await tf.setBackend("cpu");
    const network = smallNetwork("unet_2d");
    const expected = network.dense(image(9, 8)).dataSync();
    const handler = memoryHandler();
    await network.save(handler);
    expect(await tf.setBackend("webgpu")).toBe(true);
    const loaded = await loadModel(handler);
    const found = await loaded.dense(image(9, 8)).data();
    for (const [i, value] of found.entries()) expect(value).toBeCloseTo(expected[i]!, 4);
    // Saved from the device, it is the same.
    const again = memoryHandler();
    await loaded.save(again);
    await tf.setBackend("cpu");
    expect(bitsOf(await loadModel(again))).toEqual(bitsOf(network));
    expect(onError).not.toHaveBeenCalled();
  });

  test("reports what the device refuses", async () => {
    const onError = vi.fn<(error: Error) => void>();
    await startWebGpu({ onError });
    await tf.setBackend("webgpu");
    const { device } = tf.backend() as unknown as { device: GPUDevice };
    device.createBuffer({ size: 4, usage: 0 });
    await device.queue.onSubmittedWorkDone();
    await vi.waitFor(() => expect(onError).toHaveBeenCalled());
    expect(onError.mock.calls[0]![0].message).toMatch(/^WebGPU: /);
    await tf.setBackend("cpu");
  });

  test("starts again with a device of its own", async () => {
    const onError = vi.fn();
    await startWebGpu({ onError });
    await tf.setBackend("webgpu");
    const first = (tf.backend() as unknown as { device: GPUDevice }).device;
    await startWebGpu({ onError, powerPreference: "low-power" });
    await tf.setBackend("webgpu");
    expect((tf.backend() as unknown as { device: GPUDevice }).device).not.toBe(first);
    expect(await tf.square(3).data()).toEqual(new Float32Array([9]));
    expect(onError).not.toHaveBeenCalled();
    await tf.setBackend("cpu");
  });
});
