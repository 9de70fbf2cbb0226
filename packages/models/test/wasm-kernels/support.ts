import * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { registerWasmKernels } from "../../src/wasm-kernels/index.ts";

/** The wasm backend with our kernels. */
export async function useWasmKernels(): Promise<void> {
  await useBackend("wasm");
  registerWasmKernels();
}

/** Numbers from -1 to 1, the same for the same seed. */
export function randomValues(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

export function randomTensor<R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number): tf.Tensor<R> {
  return tf.tensor(randomValues(sizeOf(shape), seed), shape);
}

/** Equal to the rounding of sums in single precision. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 2e-5): void {
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  for (let i = 0; i < actual.length; i++) {
    // A NaN in either stays, and fails.
    worst = Math.max(worst, Math.abs(actual[i]! - expected[i]!) / (1 + Math.abs(expected[i]!)));
  }
  expect(worst).toBeLessThanOrEqual(tolerance);
}

/** The value and the gradients of `f` weighted with `weights(shape of the value)`; leaves no tensors and no data behind. */
export function valueAndGradients(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: readonly { values: Float32Array; shape: readonly number[] }[],
  seed = 99,
): { value: Float32Array; shape: number[]; weights: Float32Array; gradients: Float32Array[] } {
  const before = counts();
  const result = tf.tidy(() => {
    const tensors = inputs.map(({ values, shape }) => tf.tensor(values, [...shape]));
    const y = f(...tensors);
    const dy = randomTensor(y.shape, seed);
    const gradients = tf
      .grads(f)(tensors, dy)
      .map((gradient) => gradient.dataSync() as Float32Array);
    return { value: y.dataSync() as Float32Array, shape: y.shape, weights: dy.dataSync() as Float32Array, gradients };
  });
  expect(counts()).toEqual(before);
  return result;
}

/** Tensors, and what the backend holds: the two differ when a kernel keeps something for itself. */
export function counts(): { tensors: number; data: number } {
  return { tensors: tf.memory().numTensors, data: tf.engine().backend.numDataIds() };
}
