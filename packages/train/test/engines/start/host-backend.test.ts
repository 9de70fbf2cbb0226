import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { startHostBackend } from "../../../src/engines/start/host-backend.ts";

test("both compute", async () => {
  for (const name of ["cpu", "wasm", "wasm", "cpu"] as const) {
    expect(await startHostBackend(name)).toMatch(name === "cpu" ? /^JavaScript$/ : /^WebAssembly/);
    expect(tf.getBackend()).toBe(name);
    expect([...tf.tidy(() => tf.add([1, 2], [3, 4]).dataSync())]).toEqual([4, 6]);
  }
});

test("WebAssembly can be trained on", async () => {
  await startHostBackend("wasm");
  const filter = tf.variable(tf.ones<tf.Rank.R4>([3, 3, 1, 1]));
  const loss = () => tf.sum<tf.Scalar>(tf.conv2d(tf.ones<tf.Rank.R4>([1, 4, 4, 1]), filter, 1, "same"));
  expect(tf.tidy(() => tf.variableGrads(loss).grads[filter.name]!.dataSync()[4])).toBe(16);
  filter.dispose();
});

test("where there is no more memory, nothing is overwritten", async () => {
  await startHostBackend("wasm");
  const before = tf.tensor1d([1, 2, 3]);
  const { wasm } = tf.backend() as unknown as { wasm: { _malloc(bytes: number): number; _free(at: number): void } };
  // Reserved, and never touched.
  const taken = [wasm._malloc(2 ** 30), wasm._malloc(2 ** 30)];
  expect(() => tf.ones([1000, 1000])).toThrow(/WebAssembly has no room for 4000000 bytes more/);
  expect([...before.dataSync()]).toEqual([1, 2, 3]);
  // 4 GiB and 4 bytes: WebAssembly would understand 4.
  expect(() => wasm._malloc(2 ** 32 + 4)).toThrow(/no room for 4294967300 bytes/);
  for (const address of taken) wasm._free(address);
  expect(tf.tidy(() => tf.ones([1000, 1000]).dataSync()).length).toBe(1_000_000);
});
