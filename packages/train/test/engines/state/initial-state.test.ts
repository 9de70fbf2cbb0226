import { createModel } from "@atcs/models";
import * as tf from "@tensorflow/tfjs";
import { expect, test, vi } from "vitest";
import { initialState } from "../../../src/engines/state/initial-state.ts";
import { smallTask } from "../support/small-task.ts";

const task = smallTask({ network: "unet_2d" });

test("weights are those of createModel, and nothing is learned yet", async () => {
  const model = createModel(task.network, { ...task.config, seed: 5 });
  const before = tf.memory().numTensors;
  const { parameters, firstMoments, secondMoments, step } = await initialState(task, 5);
  expect(tf.memory().numTensors).toBe(before);
  expect([...parameters.keys()]).toEqual(model.parameters.map(({ name }) => name));
  for (const [name, values] of parameters) expect(values).toEqual(model.variable(name).dataSync());
  const learned = model.parameters.filter(({ trainable }) => trainable);
  for (const moments of [firstMoments, secondMoments]) {
    expect([...moments.keys()]).toEqual(learned.map(({ name }) => name));
    for (const each of moments.values()) expect(each.every((value) => value === 0)).toBe(true);
  }
  expect(step).toBe(0);
  model.dispose();
});

test("seeds differ", async () => {
  const [a, b] = [await initialState(task, 1), await initialState(task, 2)];
  const [name] = a.parameters.keys();
  expect(a.parameters.get(name!)).not.toEqual(b.parameters.get(name!));
});

test("nothing is printed", async () => {
  tf.env().set("IS_TEST", false);
  tf.removeBackend("cpu");
  const { MathBackendCPU } = await import("@tensorflow/tfjs-backend-cpu");
  tf.registerBackend("cpu", () => new MathBackendCPU());
  await tf.setBackend("cpu");
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  await initialState(task, 1);
  expect(warn).not.toHaveBeenCalled();
  expect(tf.env().getBool("PROD")).toBe(false);
});
