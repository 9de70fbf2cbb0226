import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { useBackend } from "../../../../../test/support/tfjs.ts";
import type { Network } from "../../../src/index.ts";
import { encodeUpdate, type GradientSum, gradientSums, trainingNames } from "../../../src/onnx/index.ts";
import { floats, openSession } from "../_support.ts";
import { adam, adamByLoops, stepFactors } from "./_adam.ts";
import {
  type Batch,
  byTfjs,
  gradientFeeds,
  makeBatch,
  makeNetwork,
  openGradients,
  type Result,
  relativeError,
  runGradients,
  type TrainingCase,
  weightsOf,
} from "./_training.ts";

await useBackend("cpu");

const own: TrainingCase = {
  name: "simple_conv",
  config: { channels: 3, task: "bin_seg_3d", bins: 4, baseWidth: 4, maxWidth: 6, seed: 1 },
  loss: { task: "bin_seg_3d", kind: "soft_jaccard" },
  radianceChannels: [0, 1],
  shape: [2, 3, 4, 5],
  points: 16,
};
const sums = gradientSums(own.loss, true);
const learningRate = 0.003;
const smoothnessWeight = 0.3;

/** After each step, the loss before it, and all weights. */
interface Trained {
  readonly losses: number[];
  readonly weights: Map<string, Float32Array>;
}

function lossOf({ scalars }: Pick<Result, "scalars">): number {
  const penalty = scalars.smoothness_numerator! / scalars.smoothness_denominator!;
  return scalars.numerator! / scalars.denominator! + smoothnessWeight * penalty;
}

function factorsOf({ scalars }: Pick<Result, "scalars">): Record<GradientSum, number> {
  return {
    numerator: 1 / scalars.denominator!,
    denominator: -scalars.numerator! / scalars.denominator! ** 2,
    smoothness: smoothnessWeight / scalars.smoothness_denominator!,
  };
}

function addScalars(results: readonly Result[]): Pick<Result, "scalars"> {
  const names = Object.keys(results[0]!.scalars);
  return {
    scalars: Object.fromEntries(
      names.map((name) => [name, results.reduce((sum, each) => sum + each.scalars[name]!, 0)]),
    ),
  };
}

function joined(arrays: Iterable<Float32Array>): Float32Array {
  return Float32Array.from([...arrays].flatMap((each) => [...each]));
}

/** Set weights from the flat array of all that is learned. */
function takeApart(network: Network, flat: ArrayLike<number>, weights: Map<string, Float32Array>): void {
  let at = 0;
  for (const { name, trainable } of network.parameters) {
    if (!trainable) continue;
    weights.set(
      name,
      weights.get(name)!.map((_, i) => flat[at + i]!),
    );
    at += weights.get(name)!.length;
  }
}

function learnedOf(network: Network, weights: ReadonlyMap<string, Float32Array>): Float32Array {
  return joined(network.parameters.filter(({ trainable }) => trainable).map(({ name }) => weights.get(name)!));
}

async function trainByOnnx(network: Network, steps: readonly (readonly Batch[])[]): Promise<Trained> {
  const weights = new Map(weightsOf(network));
  let parameters = learnedOf(network, weights);
  let [first_moments, second_moments] = [new Float32Array(parameters.length), new Float32Array(parameters.length)];
  const gradients = await openGradients(own);
  const update = await openSession(encodeUpdate({ sums, adam, parameters: parameters.length }));
  const losses: number[] = [];
  for (const [i, batches] of steps.entries()) {
    const results: Result[] = [];
    for (const batch of batches) {
      const feeds = gradientFeeds(own, network, weights, batch, results.at(-1)?.gradients);
      results.push(await runGradients(gradients, feeds, own, network));
      for (const [name, values] of results.at(-1)!.running) weights.set(name, values);
    }
    const all = addScalars(results);
    losses.push(lossOf(all));
    const vectors = { parameters, first_moments, second_moments };
    const { rate, correction } = stepFactors(i + 1, learningRate);
    const feeds = Object.fromEntries([
      ...Object.entries(vectors).map(([name, values]) => [name, floats(values, [values.length])]),
      ...sums.map((sum) => [sum, floats(joined(results.at(-1)!.gradients.get(sum)!.values()), [parameters.length])]),
      ...sums.map((sum) => [trainingNames.factor(sum), floats([factorsOf(all)[sum]], [])]),
      ...Object.entries({ rate, correction }).map(([name, value]) => [name, floats([value], [])]),
    ]);
    const outputs = await update.run(feeds);
    const next = (name: string): Float32Array<ArrayBuffer> =>
      outputs[trainingNames.next(name)]!.data as Float32Array<ArrayBuffer>;
    [parameters, first_moments, second_moments] = [next("parameters"), next("first_moments"), next("second_moments")];
    takeApart(network, parameters, weights);
  }
  await Promise.all([gradients.release(), update.release()]);
  return { losses, weights };
}

/** Gradients by tfjs, updates by plain loops. */
function trainByTfjs(network: Network, steps: readonly (readonly Batch[])[]): Trained {
  const weights = new Map(weightsOf(network));
  const parameters = Float64Array.from(learnedOf(network, weights));
  const slots = { parameters, first: parameters.map(() => 0), second: parameters.map(() => 0) };
  const losses: number[] = [];
  for (const [i, batches] of steps.entries()) {
    const results = batches.map((batch) => {
      const result = byTfjs(network, own, batch);
      for (const [name, values] of result.running) weights.set(name, values);
      setWeights(network, weights);
      return result;
    });
    const all = addScalars(results);
    losses.push(lossOf(all));
    const gradient = new Float64Array(parameters.length);
    for (const sum of sums) {
      for (const { gradients } of results) {
        joined(gradients.get(sum)!.values()).forEach((value, k) => {
          gradient[k]! += factorsOf(all)[sum] * value;
        });
      }
    }
    adamByLoops(slots, gradient, i + 1, learningRate);
    takeApart(network, parameters, weights);
    setWeights(network, weights);
  }
  return { losses, weights };
}

function setWeights(network: Network, weights: ReadonlyMap<string, Float32Array>): void {
  network.setWeights(network.parameters.map(({ name, shape }) => tf.tensor(weights.get(name)!.slice(), [...shape])));
}

test("three steps of training, of two micro-batches each, as by tfjs and plain loops", async () => {
  const network = makeNetwork(own);
  const start = learnedOf(network, weightsOf(network));
  const steps = [0, 2, 4].map((seed) => [makeBatch(own, seed), makeBatch(own, seed + 1)]);
  const found = await trainByOnnx(network, steps);
  const expected = trainByTfjs(network, steps);
  expect(found.losses).toHaveLength(3);
  found.losses.forEach((loss, i) => {
    expect(relativeError([loss], [expected.losses[i]!]), `loss of step ${i + 1}`).toBeLessThan(i === 0 ? 1e-5 : 1e-3);
  });
  for (const { name } of network.parameters.filter(({ trainable }) => !trainable)) {
    expect(relativeError(found.weights.get(name)!, expected.weights.get(name)!), name).toBeLessThan(1e-3);
  }
  // A gradient of nearly 0 has one sign or the other, and Adam takes the same step for it as for a large one.
  const change = (trained: Trained): Float32Array =>
    learnedOf(network, trained.weights).map((value, i) => value - start[i]!);
  const [ours, theirs] = [change(found), change(expected)];
  expect(Math.hypot(...ours.map((value, i) => value - theirs[i]!)) / Math.hypot(...theirs)).toBeLessThan(0.05);
  network.dispose();
});
