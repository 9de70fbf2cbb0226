import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { maxPool } from "../../src/ops/max-pool.ts";
import { relu } from "../../src/ops/relu.ts";
import { registerWasmKernels } from "../../src/wasm-kernels/index.ts";

/** NaN with and without the sign bit, which arithmetic sets on x86. */
const notNumbers = [0x7fc00000, 0xffc00000];

/** Ones, but for NaN at some places. */
function withNaN(shape: [number, number, number, number], bits: number, places: readonly number[]): tf.Tensor4D {
  const values = new Float32Array(shape.reduce((product, length) => product * length, 1)).fill(1);
  for (const place of places) new Uint32Array(values.buffer)[place] = bits;
  return tf.tensor4d(values, shape);
}

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  const use = async () => {
    await useBackend(backend);
    if (backend === "wasm") registerWasmKernels();
  };

  it("relu keeps every NaN, and makes one of -Infinity no number from which there is a way back", async () => {
    await use();
    for (const bits of notNumbers) {
      for (const channels of [1, 3, 8]) {
        const y = relu(withNaN([1, 2, 2, channels], bits, [0, channels, 4 * channels - 1]));
        const found = Array.from(await y.data(), (value, i) => (Number.isNaN(value) ? i : -1)).filter((i) => i >= 0);
        expect(found).toEqual([...new Set([0, channels, 4 * channels - 1])]);
      }
    }
    expect(await relu(tf.tensor1d([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])).data()).toEqual(
      Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY),
    );
  });

  it("relu is max(x, 0), with a gradient of 0 at 0, and leaves no tensor behind", async () => {
    await use();
    const x = tf.tensor2d([-2, 0, 3, -0.5, 1e30, 1e-30], [2, 3]);
    const before = tf.memory().numTensors;
    const { value, grad } = tf.valueAndGrad((input) => relu(input as tf.Tensor))(x, tf.fill([2, 3], 2));
    expect(Array.from(await value.data(), (each) => each + 0)).toEqual([
      0,
      0,
      3,
      0,
      Math.fround(1e30),
      Math.fround(1e-30),
    ]);
    expect(Array.from(await grad.data(), (each) => each + 0)).toEqual([0, 0, 2, 0, 2, 2]);
    // The two results, and what the gradient was given.
    expect(tf.memory().numTensors).toBe(before + 3);
  });

  it("maxPool is NaN where one of the four is, or all, and has the gradient of tfjs", async () => {
    await use();
    for (const bits of notNumbers) {
      for (const places of [[0], [1], [4], [5], [0, 1, 4, 5]]) {
        const y = maxPool(withNaN([1, 4, 4, 1], bits, places));
        const [first, ...others] = await y.data();
        expect(first).toBeNaN();
        expect(others).toEqual([1, 1, 1]);
      }
    }
    const x = tf.tensor4d([1, 5, -2, -3, 2, 0, -4, -1], [1, 2, 4, 1]);
    expect(await maxPool(x).data()).toEqual(Float32Array.of(5, -1));
    const gradient = tf.grad((input) => maxPool(input as tf.Tensor4D))(x, tf.tensor4d([2, 3], [1, 1, 2, 1]));
    expect(await gradient.data()).toEqual(Float32Array.of(0, 2, 0, 0, 0, 0, 0, 3));
    const before = tf.memory().numTensors;
    tf.dispose(tf.valueAndGrad((input) => maxPool(input as tf.Tensor4D))(x, tf.ones([1, 1, 2, 1])));
    // What the gradient was given.
    expect(tf.memory().numTensors).toBe(before + 1);
  });
});
