import { lossTerms, smoothness, trainingLoss } from "@atcs/models";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { computeGradients } from "../../../src/engines/compute/compute-gradients.ts";
import { gradientFactors, type LossSums, lossOf } from "../../../src/engines/compute/loss-sums.ts";
import { type TaskNetwork, taskNetwork } from "../../../src/engines/compute/task-network.ts";
import type { MicroBatch } from "../../../src/engines/types.ts";
import { randomBatch, smallTask } from "../support/small-task.ts";
import { useWasm } from "../support/wasm.ts";

beforeAll(useWasm);

const kinds = ["cross_entropy", "focal", "soft_jaccard"] as const;
const tasks = ["seg_3d", "bin_seg_3d", "bin_seg_2d"] as const;

/** The gradient of the loss from the gradients of its sums. */
function combined(own: TaskNetwork, batch: MicroBatch): { loss: number; gradients: Float32Array[] } {
  const { gradients, atLabels, smoothness: penalty, all } = computeGradients(own, batch);
  const read = (tensor: tf.Tensor | undefined): number => tensor?.dataSync()[0] ?? 0;
  const sums: LossSums = {
    numerator: read(atLabels.numerator),
    denominator: read(atLabels.denominator),
    smoothnessNumerator: read(penalty?.numerator),
    smoothnessDenominator: read(penalty?.denominator),
  };
  const factors = gradientFactors(sums, own.smoothnessWeight);
  const sets = (["numerator", "denominator", "smoothness"] as const).map(
    (kind) => [factors[kind], gradients[kind]?.map((each) => each.dataSync())] as const,
  );
  const found = gradients.numerator.map(({ size }, i) =>
    Float32Array.from({ length: size }, (_, j) =>
      sets.reduce((sum, [factor, set]) => sum + factor * (set?.[i]?.[j] ?? 0), 0),
    ),
  );
  tf.dispose([...all]);
  return { loss: lossOf(sums, own.smoothnessWeight), gradients: found };
}

/** The gradient that tfjs makes of the whole loss. */
function whole(own: TaskNetwork, batch: MicroBatch): { loss: number; gradients: Float32Array[] } {
  const { network, loss, smoothnessWeight, radianceChannels } = own;
  return tf.tidy(() => {
    const images = tf.tensor4d(batch.images, [...batch.shape]);
    const { value, grads } = tf.variableGrads(() => {
      const run = network.atLabelsAndDense(images, batch, { training: () => {} });
      const penalty = smoothnessWeight === 0 ? undefined : smoothness(run.dense, images, { radianceChannels });
      return trainingLoss(loss(run.atLabels, batch.cloudScenario), { smoothness: penalty, smoothnessWeight });
    }, network.trainableVariables);
    const gradients = network.trainableVariables.map(({ name, size }) =>
      grads[name] ? grads[name].dataSync<"float32">() : new Float32Array(size),
    );
    return { loss: value.dataSync()[0]!, gradients };
  });
}

function expectClose(found: readonly Float32Array[], expected: readonly Float32Array[]): void {
  const largest = Math.max(...expected.flatMap((each) => [...each]).map(Math.abs));
  expect(largest).toBeGreaterThan(1e-4);
  for (const [i, each] of expected.entries()) {
    for (const [j, value] of each.entries()) expect(Math.abs(found[i]![j]! - value)).toBeLessThan(2e-5 * largest);
  }
}

describe.each(tasks)("%s", (task) => {
  test.each(kinds)("%s: the sums make the gradient of the loss", (kind) => {
    const own = taskNetwork(smallTask({ config: { task }, loss: { kind } }));
    const batch = randomBatch(1);
    const [found, expected] = [combined(own, batch), whole(own, batch)];
    expect(found.loss).toBeCloseTo(expected.loss, 5);
    expectClose(found.gradients, expected.gradients);
    own.network.dispose();
  });
});

test.each(kinds)("%s with a smoothness penalty", (kind) => {
  const own = taskNetwork(smallTask({ loss: { kind }, smoothnessWeight: 0.7 }));
  const [found, expected] = [combined(own, randomBatch(2)), whole(own, randomBatch(2))];
  expect(found.loss).toBeCloseTo(expected.loss, 5);
  expectClose(found.gradients, expected.gradients);
  const without = taskNetwork(smallTask({ loss: { kind } }));
  expect(combined(without, randomBatch(2)).loss).not.toBeCloseTo(expected.loss, 3);
  own.network.dispose();
  without.network.dispose();
});

test("parameters that a network does not use have the gradient 0", () => {
  const own = taskNetwork(smallTask({ network: "unet_2_1d", config: { baseWidth: 8 } }));
  const { gradients } = combined(own, randomBatch(1));
  expect(gradients).toHaveLength(own.network.trainableVariables.length);
  own.network.dispose();
});

test("only what the loss needs is computed", () => {
  const own = taskNetwork(smallTask());
  const found = computeGradients(own, randomBatch(1));
  expect(found.gradients.denominator).toBeUndefined();
  expect(found.gradients.smoothness).toBeUndefined();
  expect([...found.moments.keys()]).toEqual(
    own.network.graph.nodes.filter(({ op }) => op === "batchNormRelu").map(({ name }) => name),
  );
  expect(found.logits.shape).toEqual([5, 9, 4]);
  tf.dispose([...found.all]);
  own.network.dispose();
});

test.each(kinds)("%s: without label points there is no gradient, and moments all the same", (kind) => {
  const own = taskNetwork(smallTask({ loss: { kind } }));
  const { gradients, moments, atLabels, all } = computeGradients(own, randomBatch(1, { points: 0 }));
  expect(atLabels.denominator.dataSync()[0]).toBe(0);
  expect(gradients.denominator).toBeUndefined();
  for (const each of gradients.numerator) expect(each.dataSync().every((value) => value === 0)).toBe(true);
  expect(moments.size).toBeGreaterThan(0);
  tf.dispose([...all]);
  own.network.dispose();
});

test("no tensors stay, of errors either", () => {
  const own = taskNetwork(smallTask({ loss: { kind: "soft_jaccard" }, smoothnessWeight: 0.1 }));
  tf.dispose([...computeGradients(own, randomBatch(1)).all]);
  const before = tf.memory().numTensors;
  for (let i = 0; i < 3; i++) tf.dispose([...computeGradients(own, randomBatch(i)).all]);
  const batch = randomBatch(1);
  expect(() => computeGradients(own, { ...batch, corners: batch.corners.map(() => 99) })).toThrow(/99/);
  const types = { ...batch, cloudScenario: batch.cloudScenario.map(() => 77) };
  expect(() => computeGradients(own, types)).toThrow(/77/);
  // The last of the three runs fails, when there is much to give back.
  expect(() => computeGradients({ ...own, radianceChannels: [3] }, batch)).toThrow(/radianceChannels/);
  expect(tf.memory().numTensors).toBe(before);
  own.network.dispose();
});

test("running statistics are left alone", () => {
  const own = taskNetwork(smallTask());
  const running = own.network.parameters.filter(({ trainable }) => !trainable);
  const values = () => running.map(({ name }) => [...own.network.variable(name).dataSync()]);
  const before = values();
  tf.dispose([...computeGradients(own, randomBatch(1)).all]);
  expect(values()).toEqual(before);
  own.network.dispose();
});

test("the options of the loss are looked at", () => {
  expect(() => taskNetwork(smallTask({ loss: { alpha: [1] } }))).toThrow(/alpha/);
  expect(lossTerms({ task: "seg_3d" }).hasFixedDenominator).toBe(true);
});
