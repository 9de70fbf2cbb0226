import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { registerWebGpu } from "../../src/node/_register-backend.ts";

const backend = (dispose: () => void = () => {}) => ({ dispose }) as unknown as tf.KernelBackend;

function fakeDevice() {
  return { addEventListener: vi.fn(), lost: new Promise<never>(() => {}), destroy: vi.fn() };
}

beforeEach(() => useBackend("cpu"));

afterEach(() => {
  tf.removeBackend("webgpu");
});

test("a device takes the place of another", () => {
  const disposed = vi.fn();
  tf.registerBackend("webgpu", () => backend(disposed));
  tf.findBackend("webgpu");
  const [device, own] = [fakeDevice(), backend()];
  registerWebGpu(device as unknown as GPUDevice, vi.fn(), () => own);
  expect(disposed).toHaveBeenCalledOnce();
  expect(tf.findBackend("webgpu")).toBe(own);
  expect(device.addEventListener).toHaveBeenCalledWith("uncapturederror", expect.any(Function));
  expect(device.destroy).not.toHaveBeenCalled();
});

test("a device that does not come into use is given back", () => {
  const stuck = new Error("stuck");
  const disposed = vi.fn().mockImplementationOnce(() => {
    throw stuck;
  });
  tf.registerBackend("webgpu", () => backend(disposed));
  tf.findBackend("webgpu");
  const device = fakeDevice();
  expect(() => registerWebGpu(device as unknown as GPUDevice, vi.fn(), backend)).toThrow(stuck);
  expect(device.destroy).toHaveBeenCalledOnce();
});
