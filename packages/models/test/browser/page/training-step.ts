import * as tf from "@tensorflow/tfjs";
import { crossEntropy } from "../../../src/losses/cross-entropy.ts";
import { lossValue } from "../../../src/losses/loss-value.ts";
import { createModel } from "../../../src/model/create-model.ts";
import type { Network } from "../../../src/model/network.ts";
import type { Task } from "../../../src/tasks.ts";
import { registerWasmKernels } from "../../../src/wasm-kernels/index.ts";

/** What one step of training gave. */
export interface TrainingStep {
  readonly loss: number;
  /** The same network's on the same batch, after the step. */
  readonly lossAfter: number;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
  /** The loss, and the largest of all gradients, of a batch without any known bin. */
  readonly ofNothing: readonly [number, number];
  /** Tensors that a further step left behind. */
  readonly left: number;
}

const [bins, points] = [4, 5];
const known = Uint8Array.from({ length: points * bins }, (_, i) => (i % 7 === 0 ? 255 : i % 9));
const unknown = new Uint8Array(points * bins).fill(255);
const batchIndex = [0, 0, 1, 1, 1];
const corners = Array.from({ length: points }, (_, p) => [p, p, p, p + 1, p + 1, p, p + 1, p + 1]).flat();
const weights = Array.from({ length: points }, () => [0.4, 0.3, 0.2, 0.1]).flat();

/** A step of a small simple_conv on a backend of tfjs. */
export async function trainingStep(backend: string, task: Task): Promise<TrainingStep> {
  await tf.setBackend(backend);
  if (backend === "wasm") registerWasmKernels();
  const network = createModel("simple_conv", { channels: 3, task, bins, baseWidth: 4, maxWidth: 8, seed: 3 });
  const images = tf.tensor4d(
    Float32Array.from({ length: 2 * 3 * 8 * 9 }, (_, i) => Math.sin(0.7 * i)),
    [2, 3, 8, 9],
  );
  // The default of the last would be 1e-4 on WebGL, and 1e-7 elsewhere.
  const optimizer = tf.train.adam(1e-2, 0.9, 0.999, 1e-7);
  const gradientsOf = (cloudScenario: Uint8Array) =>
    tf.variableGrads(() => loss(network, images, task, cloudScenario), network.trainableVariables);

  const nothing = gradientsOf(unknown);
  const ofNothing = [await numberOf(nothing.value), await largest(Object.values(nothing.grads))] as const;
  const step = gradientsOf(known);
  const gradients: Record<string, number[]> = {};
  for (const { name } of network.parameters.filter(({ trainable }) => trainable)) {
    gradients[name] = Array.from(await step.grads[network.variable(name).name]!.data());
  }
  optimizer.applyGradients(named(step.grads));
  const { numTensors } = tf.memory();
  const again = gradientsOf(known);
  optimizer.applyGradients(named(again.grads));
  const found = {
    loss: await numberOf(step.value),
    lossAfter: await numberOf(again.value),
    gradients,
    ofNothing,
  };
  tf.dispose(again);
  const left = tf.memory().numTensors - numTensors;
  tf.dispose([images, nothing, step]);
  network.dispose();
  optimizer.dispose();
  return { ...found, left };
}

/** Cross entropy at label points, in training. */
function loss(network: Network, images: tf.Tensor4D, task: Task, cloudScenario: Uint8Array): tf.Scalar {
  const logits = network.atLabels(images, batchIndex, corners, weights, { training: true });
  return lossValue(crossEntropy(logits, cloudScenario, { task }));
}

function named(grads: tf.NamedTensorMap): { name: string; tensor: tf.Tensor }[] {
  return Object.entries(grads).map(([name, tensor]) => ({ name, tensor }));
}

async function numberOf(scalar: tf.Scalar): Promise<number> {
  return (await scalar.data())[0]!;
}

async function largest(tensors: readonly tf.Tensor[]): Promise<number> {
  const values = await Promise.all(tensors.map((tensor) => tensor.data()));
  return Math.max(...values.map((each) => Math.max(...Array.from(each, Math.abs))));
}
