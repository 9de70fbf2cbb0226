import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { findWebGpu, startWebGpu } from "./support/webgpu.ts";

const { available, reason } = await findWebGpu();

describe.skipIf(!available)(`the WebGPU device of the tests ${reason}`, () => {
  it("reports an operation beyond its limits, which returned zeros", async () => {
    const errors: Error[] = [];
    await startWebGpu({ onError: (error) => errors.push(error) });
    await tf.setBackend("webgpu");
    const tooLarge = tf.fill([device().limits.maxStorageBufferBindingSize / 4 + 1], 1);
    expect([...(await tf.slice(tooLarge, 0, 3).data())]).toEqual([0, 0, 0]);
    expect(errors[0]?.message).toMatch(/^WebGPU: .*(size|limit)/s);
  });

  it("computes small tensors on the device, with the raised limits", async () => {
    await startWebGpu();
    await tf.setBackend("webgpu");
    const product = tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]]));
    expect([...(await product.data())]).toEqual([11]);
    expect(tf.env().getBool("WEBGPU_CPU_FORWARD")).toBe(false);
    // The default is 128 MiB.
    expect(device().limits.maxStorageBufferBindingSize).toBeGreaterThan(2 ** 27);
  });
});

function device(): GPUDevice {
  return (tf.backend() as tf.KernelBackend & { device: GPUDevice }).device;
}
