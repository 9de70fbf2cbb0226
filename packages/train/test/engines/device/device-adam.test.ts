import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { deviceAdamStep } from "../../../src/engines/device/device-adam.ts";
import { adamTable } from "../host/adam/table.ts";
import { useWasm } from "../support/wasm.ts";

beforeAll(useWasm);

test("updates as PyTorch does", () => {
  const { first, steps } = adamTable();
  const variable = (values: readonly number[]) => tf.variable(tf.tensor1d([...values]));
  const slots = { parameter: variable(first), firstMoment: variable([0, 0, 0]), secondMoment: variable([0, 0, 0]) };
  steps.forEach(({ gradient, learningRate, parameters, firstMoments, secondMoments }, i) => {
    const before = tf.memory().numTensors;
    const own = tf.tensor1d([...gradient]);
    deviceAdamStep([slots], [own], i + 1, learningRate);
    own.dispose();
    expect(tf.memory().numTensors).toBe(before);
    const expected = { parameter: parameters, firstMoment: firstMoments, secondMoment: secondMoments };
    for (const kind of ["parameter", "firstMoment", "secondMoment"] as const) {
      const found = slots[kind].dataSync();
      for (const [j, value] of expected[kind].entries()) {
        expect(Math.abs(found[j]! - value), `${kind}[${j}] of step ${i + 1}`).toBeLessThanOrEqual(
          2e-6 * Math.abs(value),
        );
      }
    }
  });
});
