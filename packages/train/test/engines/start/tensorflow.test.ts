import * as tf from "@tensorflow/tfjs";
import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import { afterEach, expect, test } from "vitest";
import { startDeviceEngine } from "../../../src/engines/start/start-engine.ts";

/** A stand-in for the package: plain JavaScript under the name of TensorFlow's library. */
class StandIn extends MathBackendCPU {
  readonly isUsingGpuDevice: boolean;

  constructor(isUsingGpuDevice: boolean) {
    super();
    this.isUsingGpuDevice = isUsingGpuDevice;
  }
}

afterEach(() => {
  if (tf.findBackend("tensorflow") !== null) tf.removeBackend("tensorflow");
});

function load(isUsingGpuDevice: boolean, asked: string[] = []): (name: string) => Promise<unknown> {
  return async (name) => {
    asked.push(name);
    tf.registerBackend("tensorflow", () => new StandIn(isUsingGpuDevice));
    return {};
  };
}

test("cuda takes the package for GPUs, and a GPU", async () => {
  const asked: string[] = [];
  const started = await startDeviceEngine("cuda", { load: load(true, asked) });
  expect(asked).toEqual(["@tensorflow/tfjs-node-gpu"]);
  expect(started).toMatchObject({ backend: "tensorflow", adapterType: "hardware" });
  expect(started.fault()).toBeUndefined();
  expect(tf.getBackend()).toBe("tensorflow");
});

test("cuda without a GPU does not go on with the processor", async () => {
  await expect(startDeviceEngine("cuda", { load: load(false) })).rejects.toMatchObject({
    code: "TRAIN_ENGINE",
    message: expect.stringMatching(/TensorFlow finds no GPU/),
  });
});

test("node takes the other package, and the processor", async () => {
  const asked: string[] = [];
  const started = await startDeviceEngine("node", { load: load(false, asked) });
  expect(asked).toEqual(["@tensorflow/tfjs-node"]);
  expect(started).toMatchObject({ device: "TensorFlow on the processor" });
});

test("a package that brings no backend is refused", async () => {
  await expect(startDeviceEngine("node", { load: async () => ({}) })).rejects.toMatchObject({
    code: "TRAIN_ENGINE",
    message: expect.stringMatching(/brings no backend for tfjs 4\./),
  });
});

test("what is not installed says so", async () => {
  await expect(startDeviceEngine("cuda")).rejects.toMatchObject({
    code: "TRAIN_ENGINE",
    message: expect.stringMatching(/npm install @tensorflow\/tfjs-node-gpu@4\./),
  });
});
