import * as tf from "@tensorflow/tfjs";
import type { InferenceSession, Tensor } from "onnxruntime-web";
import { graphParameters } from "../../../src/graph/parameters.ts";
import { crossEntropy } from "../../../src/losses/cross-entropy.ts";
import { lossValue } from "../../../src/losses/loss-value.ts";
import { createModel } from "../../../src/model/create-model.ts";
import type { Network } from "../../../src/model/network.ts";
import { encodeGradients, encodeUpdate, trainingNames } from "../../../src/onnx/index.ts";

/** What three steps of training gave. */
export interface Training {
  /** Before each step. */
  readonly losses: readonly number[];
  /** How all that is learned has changed. */
  readonly change: readonly number[];
  /** Running statistics after them. */
  readonly running: readonly number[];
}

type Runtime = typeof import("onnxruntime-web/wasm");

const [steps, learningRate, bins, points] = [3, 1e-2, 4, 20];
const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
const config = { channels: 3, task: "bin_seg_3d", bins, baseWidth: 4, maxWidth: 8 } as const;
const loss = { task: "bin_seg_3d" } as const;
const shape = [2, 3, 8, 9] as const;
const images = Float32Array.from({ length: 2 * 3 * 8 * 9 }, (_, i) => Math.sin(0.7 * i * i));
const batchIndex = Int32Array.from({ length: points }, (_, p) => p % 2);
const corners = Int32Array.from({ length: 8 * points }, (_, i) => (5 * i + (i >> 3)) % 8);
const weights = Float32Array.from({ length: 4 * points }, (_, i) => 0.1 * (1 + (i % 4)));
const cloudScenario = Uint8Array.from({ length: points * bins }, (_, i) => (i % 7 === 0 ? 255 : (i * i) % 9));

/** Three steps of a small simple_conv by the ONNX graphs of training, on a provider of onnxruntime-web. */
export async function trainOnnx(provider: "wasm" | "webgpu"): Promise<Training> {
  const runtime: Runtime = await (provider === "wasm"
    ? import("onnxruntime-web/wasm")
    : import("onnxruntime-web/webgpu"));
  // More would need a page that is isolated from other origins.
  runtime.env.wasm.numThreads = 1;
  const open = (bytes: Uint8Array): Promise<InferenceSession> =>
    runtime.InferenceSession.create(bytes, { executionProviders: [provider] });

  await tf.setBackend("cpu");
  const network = createModel("simple_conv", { ...config, seed: 3 });
  const state = new State(runtime, network);
  const start = state.vectors.parameters.slice();
  const gradients = await open(encodeGradients("simple_conv", config, { loss, size: [8, 9] }));
  const update = await open(encodeUpdate({ sums: ["numerator"], adam, parameters: start.length }));
  const losses: number[] = [];
  for (let step = 1; step <= steps; step++) {
    const found = await gradients.run({ ...batch(runtime), ...state.inputs() });
    const [numerator, denominator] = [numberOf(found.numerator!), numberOf(found.denominator!)];
    losses.push(numerator / denominator);
    const scalars = {
      numerator_factor: 1 / denominator,
      rate: learningRate / (1 - adam.beta1 ** step),
      correction: 1 / Math.sqrt(1 - adam.beta2 ** step),
    };
    const vectors = { ...state.vectors, numerator: state.takeGradients(found) };
    const feeds: [string, Tensor][] = [
      ...Object.entries(vectors).map(([name, values]): [string, Tensor] => [name, floats(runtime, values)]),
      ...Object.entries(scalars).map(([name, value]): [string, Tensor] => [name, floats(runtime, [value], [])]),
    ];
    state.takeUp(await update.run(Object.fromEntries(feeds)), found);
  }
  await gradients.release();
  await update.release();
  network.dispose();
  return {
    losses,
    change: Array.from(state.vectors.parameters, (value, i) => value - start[i]!),
    running: [...state.running.values()].flatMap((values) => [...values]),
  };
}

/** What a step changes. */
class State {
  readonly running = new Map<string, Float32Array>();
  vectors: Record<"parameters" | "first_moments" | "second_moments", Float32Array>;
  readonly #runtime: Runtime;
  readonly #learned: { name: string; shape: readonly number[]; offset: number; length: number }[] = [];
  readonly #shapes = new Map<string, readonly number[]>();

  constructor(runtime: Runtime, network: Network) {
    this.#runtime = runtime;
    let length = 0;
    const values: number[] = [];
    for (const { name, shape, trainable } of graphParameters(network.graph)) {
      const own = network.variable(name).dataSync() as Float32Array;
      this.#shapes.set(name, shape);
      if (trainable) {
        this.#learned.push({ name, shape, offset: length, length: own.length });
        length += own.length;
        values.push(...own);
      } else this.running.set(name, own.slice());
    }
    const [first_moments, second_moments] = [new Float32Array(length), new Float32Array(length)];
    this.vectors = { parameters: Float32Array.from(values), first_moments, second_moments };
  }

  /** Parameters and statistics by their names, and gradients of earlier micro-batches, of which there are none. */
  inputs(): Record<string, Tensor> {
    const tensors: Record<string, Tensor> = {};
    for (const [name, values] of this.running) tensors[name] = floats(this.#runtime, values, this.#shapes.get(name));
    for (const { name, shape, offset, length } of this.#learned) {
      tensors[name] = floats(this.#runtime, this.vectors.parameters.subarray(offset, offset + length), shape);
      const sum = trainingNames.accumulator("numerator", name);
      tensors[sum] = floats(this.#runtime, new Float32Array(length), shape);
    }
    return tensors;
  }

  /** One after another. */
  takeGradients(found: InferenceSession.ReturnType): Float32Array {
    const flat = new Float32Array(this.vectors.parameters.length);
    for (const { name, offset } of this.#learned) {
      const sum = trainingNames.next(trainingNames.accumulator("numerator", name));
      flat.set(found[sum]!.data as Float32Array, offset);
    }
    return flat;
  }

  takeUp(updated: InferenceSession.ReturnType, found: InferenceSession.ReturnType): void {
    const next = (from: InferenceSession.ReturnType, name: string): Float32Array =>
      from[trainingNames.next(name)]!.data as Float32Array;
    for (const name of this.running.keys()) this.running.set(name, next(found, name));
    const [parameters, first_moments, second_moments] = (
      ["parameters", "first_moments", "second_moments"] as const
    ).map((name) => next(updated, name)) as [Float32Array, Float32Array, Float32Array];
    this.vectors = { parameters, first_moments, second_moments };
  }
}

function batch(runtime: Runtime): Record<string, Tensor> {
  const integers = (values: Int32Array, dims: readonly number[]): Tensor =>
    new runtime.Tensor("int64", BigInt64Array.from(values, BigInt), dims);
  return {
    images: floats(runtime, images, shape),
    batch_index: integers(batchIndex, [points]),
    corners: integers(corners, [points, 4, 2]),
    weights: floats(runtime, weights, [points, 4]),
    cloud_scenario: new runtime.Tensor("uint8", cloudScenario, [points, bins]),
  };
}

function floats(runtime: Runtime, values: ArrayLike<number>, dims: readonly number[] = [values.length]): Tensor {
  return new runtime.Tensor("float32", Float32Array.from(values), dims);
}

function numberOf(scalar: Tensor): number {
  return (scalar.data as Float32Array)[0]!;
}

/** The same on tfjs's cpu backend. */
export async function trainTfjs(): Promise<Training> {
  await tf.setBackend("cpu");
  const network = createModel("simple_conv", { ...config, seed: 3 });
  const flat = (trainable: boolean): number[] =>
    network.parameters
      .filter((each) => each.trainable === trainable)
      .flatMap(({ name }) => [...network.variable(name).dataSync()]);
  const start = flat(true);
  const x = tf.tensor4d(images, [...shape]);
  const optimizer = tf.train.adam(learningRate, adam.beta1, adam.beta2, adam.epsilon);
  const losses: number[] = [];
  for (let step = 1; step <= steps; step++) {
    const cost = optimizer.minimize(
      () => {
        const logits = network.atLabels(x, batchIndex, corners, weights, { training: true });
        return lossValue(crossEntropy(logits, cloudScenario, loss));
      },
      true,
      network.trainableVariables,
    )!;
    losses.push(cost.dataSync()[0]!);
    cost.dispose();
  }
  const result = { losses, change: flat(true).map((value, i) => value - start[i]!), running: flat(false) };
  tf.dispose(x);
  network.dispose();
  optimizer.dispose();
  return result;
}
