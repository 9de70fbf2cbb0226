import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, it } from "vitest";
import { counts, useWasmKernels } from "./support.ts";

beforeAll(useWasmKernels);

it("clones share their data, which lives as long as one of them", () => {
  const before = counts();
  const x = tf.tensor1d([1, 2, 3]);
  const clone = x.clone();
  expect(counts()).toEqual({ tensors: before.tensors + 2, data: before.data + 1 });
  x.dispose();
  expect([...clone.dataSync()]).toEqual([1, 2, 3]);
  clone.dispose();
  expect(counts()).toEqual(before);
});

it("clones of whole numbers and texts are right", () => {
  const before = counts();
  tf.tidy(() => {
    const numbers = tf.tensor1d([1, 2], "int32").clone();
    expect(numbers.dtype).toBe("int32");
    expect([...numbers.dataSync()]).toEqual([1, 2]);
    expect(tf.tensor1d(["a", "bc"]).clone().dataSync<"string">()).toEqual(["a", "bc"]);
  });
  expect(counts()).toEqual(before);
});

it("variables are not changed through their clones, nor clones through variables", () => {
  const before = counts();
  const first = tf.tensor1d([1, 2]);
  const variable = tf.variable(first);
  const clone = variable.clone();
  tf.tidy(() => variable.assign(tf.tensor1d([3, 4])));
  expect([...clone.dataSync()]).toEqual([1, 2]);
  expect([...variable.dataSync()]).toEqual([3, 4]);
  tf.dispose([variable, clone, first]);
  expect(counts()).toEqual(before);
});
