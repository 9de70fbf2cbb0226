// Networks and losses against what PyTorch makes of the same numbers.

import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { type BackendName, useBackend } from "../../../../../test/support/tfjs.ts";
import { createModel, type Network } from "../../../src/index.ts";
import { lossTerms } from "../../../src/losses/loss-terms.ts";
import { lossValue } from "../../../src/losses/loss-value.ts";
import { smoothness } from "../../../src/losses/smoothness.ts";
import { registerWasmKernels } from "../../../src/wasm-kernels/index.ts";
import { expectAlike, expectClose } from "./agreement.ts";
import { cloudTypes, labelPoints, uniform, weightValues } from "./rule.ts";
import { type LossCase, type NetworkCase, type Run, readTruth } from "./truth.ts";

const truth = readTruth();
const { batch, channels, height, width, bins, points, classWeights } = truth.setup;
const types = cloudTypes(points, bins);
/** Of forward passes and losses, and of gradients in evaluation, on every engine. */
const tolerance = 1e-4;

/** On slow backends, one task of each network in two dimensions. */
function casesOf(backend: BackendName): readonly NetworkCase[] {
  if (backend === "wasm") return truth.networks;
  const small = truth.networks.filter(({ network }) => !network.includes("3d") && network !== "unet_2_1d");
  return small.filter(({ network }, i) => small.findIndex((each) => each.network === network) === i);
}

export function testAgainstPyTorch(backend: BackendName): void {
  describe(`as PyTorch, on the ${backend} backend`, () => {
    beforeAll(async () => {
      await useBackend(backend);
      if (backend === "wasm") registerWasmKernels();
    }, 60_000);

    describe.each(casesOf(backend).map((each) => ({ ...each, name: `${each.network}, ${each.config.task}` })))(
      "$name",
      testNetwork,
    );
    it.each(truth.losses)("$kind of $task", testLoss);
    it("smoothness", testSmoothness);
  });
}

function testNetwork(each: NetworkCase): void {
  it("in evaluation", async () => {
    const gradients = await compareRun(each, each.evaluation, false);
    for (const [name, values] of gradients) expectClose(values, each.evaluation.gradients[name]!, tolerance, name);
  });

  it("in training", async () => {
    const gradients = await compareRun(each, each.training, true);
    for (const [name, values] of gradients) expectAlike(values, each.training.gradients[name]!, name);
  });
}

/** Compares all but the gradients, which it returns by the names of parameters. */
async function compareRun(each: NetworkCase, expected: Run, training: boolean): Promise<[string, Float32Array][]> {
  const network = fixedNetwork(each);
  const images = fixedImages();
  const { batchIndex, corners, weights } = labelPoints(points, batch, height, width);
  const { task } = each.config;
  const lossOf = lossTerms({ task, classWeights: classWeights[task] });
  let atLabels: tf.Tensor | undefined;
  const { value, grads } = tf.variableGrads(() => {
    atLabels = tf.keep(network.atLabels(images, batchIndex, corners, weights, { training }));
    return lossValue(lossOf(atLabels, types));
  }, network.trainableVariables);

  await compare(atLabels!, expected.atLabels, "atLabels");
  expect(Math.abs((await value.data())[0]! / expected.loss - 1), "loss").toBeLessThanOrEqual(tolerance);
  for (const [name, statistic] of Object.entries(expected.statistics ?? {})) {
    await compare(network.variable(name), statistic, name);
  }
  await compare(network.dense(images, { training }), expected.dense, "dense");

  const named = network.parameters.filter(({ trainable }) => trainable).map(({ name }) => name);
  expect(new Set(named)).toEqual(new Set(Object.keys(expected.gradients)));
  return Promise.all(
    named.map(
      async (name) => [name, await grads[network.variable(name).name]!.data<"float32">()] as [string, Float32Array],
    ),
  );
}

function fixedNetwork({ network: name, config }: NetworkCase): Network {
  const network = createModel(name, config);
  network.setWeights(network.parameters.map(({ name, shape }) => tf.tensor(weightValues(name, shape), [...shape])));
  return network;
}

function fixedImages(): tf.Tensor4D {
  return tf.tensor4d(uniform("images", batch * channels * height * width), [batch, channels, height, width]);
}

async function compare(tensor: tf.Tensor, expected: readonly number[], what: string): Promise<void> {
  expectClose(await tensor.data(), expected, tolerance, what);
}

async function testLoss({ kind, task, loss, gradient }: LossCase): Promise<void> {
  const shape = { seg_3d: [points, 9, bins], bin_seg_3d: [points, bins], bin_seg_2d: [points, 1] }[task];
  const logits = tf.tensor(
    uniform("logits", tf.util.sizeFromShape(shape)).map((value) => 4 * value),
    shape,
  );
  const terms = lossTerms({ kind, task, ...(kind === "focal" ? {} : { classWeights: classWeights[task] }) });
  const { value, grad } = tf.valueAndGrad((x) => lossValue(terms(x as tf.Tensor, types)))(logits);
  expect(Math.abs((await value.data())[0]! / loss - 1)).toBeLessThanOrEqual(tolerance);
  await compare(grad, gradient, "gradient");
}

async function testSmoothness(): Promise<void> {
  const { shape, loss, gradient } = truth.smoothness;
  const { radianceChannels } = truth.setup;
  const dense = tf.tensor(uniform("dense", tf.util.sizeFromShape([...shape])), [...shape]);
  const images = fixedImages();
  const penalty = (output: tf.Tensor | tf.TensorLike) =>
    lossValue(smoothness(output as tf.Tensor, images, { radianceChannels }));
  const { value, grad } = tf.valueAndGrad(penalty)(dense);
  expect(Math.abs((await value.data())[0]! / loss - 1)).toBeLessThanOrEqual(tolerance);
  await compare(grad, gradient, "gradient");
}
