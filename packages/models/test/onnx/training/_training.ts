// One micro-batch of a small network, and what the training graph and tfjs make of it.

import * as tf from "@tensorflow/tfjs";
import { type InferenceSession, Tensor } from "onnxruntime-node";
import { seededRandom } from "../../../../colocate/src/random.ts";
import {
  createModel,
  graphParameters,
  type LossOptions,
  lossTerms,
  type ModelConfig,
  type NamedMoments,
  type Network,
  type NetworkName,
  smoothness,
} from "../../../src/index.ts";
import { encodeGradients, type GradientSum, gradientSums, trainingNames } from "../../../src/onnx/index.ts";
import { disturb, floats, makePoints, openSession, pointFeeds, randomValues, type TestPoints } from "../_support.ts";

/** What is trained, and on what. */
export interface TrainingCase {
  readonly name: NetworkName;
  readonly config: ModelConfig;
  readonly loss: LossOptions;
  readonly radianceChannels?: readonly number[] | undefined;
  /** [B, C, H, W] */
  readonly shape: readonly [number, number, number, number];
  readonly points: number;
}

export interface Batch {
  readonly images: Float32Array;
  readonly labels: TestPoints;
  readonly cloudScenario: Uint8Array;
}

/** Sums of a micro-batch, and their gradients by the names of what is learned. */
export interface Result {
  readonly scalars: Readonly<Record<string, number>>;
  readonly gradients: ReadonlyMap<GradientSum, ReadonlyMap<string, Float32Array>>;
  /** The next running statistics, by their names. */
  readonly running: ReadonlyMap<string, Float32Array>;
  readonly logits: Float32Array;
}

export function makeNetwork({ name, config }: TrainingCase): Network {
  const network = createModel(name, config);
  disturb(network);
  return network;
}

/** About a third of the bins unknown. */
export function makeBatch({ config, shape, points }: TrainingCase, seed = 0): Batch {
  const random = seededRandom(11, seed);
  const [batch, , height, width] = shape;
  const cloudScenario = Uint8Array.from({ length: points * config.bins! }, () => {
    if (random() < 0.3) return 255;
    return random() < 0.5 ? 0 : Math.floor(random() * 9);
  });
  const images = randomValues(
    shape.reduce((product, length) => product * length, 1),
    "images",
    seed,
  );
  return { images, labels: makePoints(points, batch, height, width), cloudScenario };
}

export function openGradients({
  name,
  config,
  loss,
  radianceChannels,
  shape,
}: TrainingCase): Promise<InferenceSession> {
  const { seed, ...own } = config;
  const smoothing = radianceChannels === undefined ? undefined : { radianceChannels };
  return openSession(encodeGradients(name, own, { loss, size: [shape[2], shape[3]], smoothness: smoothing }));
}

/** Of a network's own weights. */
export function weightsOf(network: Network): Map<string, Float32Array> {
  return new Map(network.parameters.map(({ name }) => [name, network.variable(name).dataSync() as Float32Array]));
}

/** Inputs of the gradients graph. @param before gradients of earlier micro-batches; without them zeros */
export function gradientFeeds(
  { loss, radianceChannels, shape, config }: TrainingCase,
  network: Pick<Network, "graph">,
  weights: ReadonlyMap<string, Float32Array>,
  { images, labels, cloudScenario }: Batch,
  before?: Result["gradients"],
): Record<string, Tensor> {
  const points = labels.batchIndex.length;
  const feeds: Record<string, Tensor> = {
    images: floats(images, shape),
    ...pointFeeds(labels),
    cloud_scenario: new Tensor("uint8", cloudScenario, [points, config.bins!]),
  };
  const parameters = graphParameters(network.graph);
  for (const { name, shape } of parameters) feeds[name] = floats(weights.get(name)!, shape);
  for (const sum of gradientSums(loss, radianceChannels !== undefined)) {
    for (const { name, shape, trainable } of parameters) {
      if (!trainable) continue;
      const values = before?.get(sum)?.get(name) ?? new Float32Array(weights.get(name)!.length);
      feeds[trainingNames.accumulator(sum, name)] = floats(values, shape);
    }
  }
  return feeds;
}

export async function runGradients(
  session: InferenceSession,
  feeds: Record<string, Tensor>,
  { loss, radianceChannels }: TrainingCase,
  { parameters }: Network,
): Promise<Result> {
  const outputs = (await session.run(feeds)) as Record<string, Tensor>;
  const valuesOf = (name: string): Float32Array => outputs[trainingNames.next(name)]!.data as Float32Array;
  const gradients = new Map<GradientSum, Map<string, Float32Array>>();
  const learned = parameters.filter(({ trainable }) => trainable).map(({ name }) => name);
  for (const sum of gradientSums(loss, radianceChannels !== undefined)) {
    gradients.set(sum, new Map(learned.map((name) => [name, valuesOf(trainingNames.accumulator(sum, name))])));
  }
  const running = parameters.filter(({ trainable }) => !trainable);
  return {
    scalars: Object.fromEntries(
      Object.entries(outputs)
        .filter(([, { dims }]) => dims.length === 0)
        .map(([name, { data }]) => [name, (data as Float32Array)[0]!]),
    ),
    gradients,
    running: new Map(running.map(({ name }) => [name, valuesOf(name)])),
    logits: outputs.logits!.data as Float32Array,
  };
}

/** The same by tfjs; the network keeps its running statistics. */
export function byTfjs(network: Network, { loss, radianceChannels, shape }: TrainingCase, batch: Batch): Result {
  const terms = lossTerms(loss);
  const images = tf.tensor4d(batch.images, [...shape]);
  const { batchIndex, corners, weights } = batch.labels;
  let moments: NamedMoments = new Map();
  const training = (found: NamedMoments): void => {
    moments = found;
    for (const { mean, variance } of found.values()) tf.keep(mean) && tf.keep(variance);
  };
  const logits = (): tf.Tensor => network.atLabels(images, batchIndex, corners, weights, { training });
  const penalty = () =>
    smoothness(network.dense(images, { training }), images, { radianceChannels: radianceChannels! });
  const sums: Record<GradientSum, () => tf.Scalar> = {
    numerator: () => terms(logits(), batch.cloudScenario).numerator,
    denominator: () => terms(logits(), batch.cloudScenario).denominator,
    smoothness: () => penalty().numerator,
  };
  const ofLogits = logits();
  const { numerator, denominator } = terms(ofLogits, batch.cloudScenario);
  const scalars: Record<string, number> = {
    numerator: numerator.dataSync()[0]!,
    denominator: denominator.dataSync()[0]!,
  };
  if (radianceChannels !== undefined) {
    const own = penalty();
    scalars.smoothness_numerator = own.numerator.dataSync()[0]!;
    scalars.smoothness_denominator = own.denominator.dataSync()[0]!;
  }
  const gradients = new Map<GradientSum, Map<string, Float32Array>>();
  for (const sum of gradientSums(loss, radianceChannels !== undefined))
    gradients.set(sum, gradientsOf(network, sums[sum]));
  const before = network.getWeights().map((each) => each.clone());
  network.applyMoments(moments);
  const running = network.parameters
    .filter(({ trainable }) => !trainable)
    .map(({ name }): [string, Float32Array] => [name, network.variable(name).dataSync().slice() as Float32Array]);
  network.setWeights(before);
  return { scalars, gradients, running: new Map(running), logits: ofLogits.dataSync() as Float32Array };
}

function gradientsOf(network: Network, sum: () => tf.Scalar): Map<string, Float32Array> {
  const { grads } = tf.variableGrads(sum, network.trainableVariables);
  const learned = network.parameters.filter(({ trainable }) => trainable);
  return new Map(learned.map(({ name }) => [name, grads[network.variable(name).name]!.dataSync() as Float32Array]));
}

/** Of two gradients; 1 when both are 0. */
export function cosineSimilarity(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [product, ofA, ofB] = [0, 0, 0];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    product += a[i]! * b[i]!;
    ofA += a[i]! ** 2;
    ofB += b[i]! ** 2;
  }
  return ofA === 0 && ofB === 0 ? 1 : product / Math.sqrt(ofA * ofB);
}

/** The greatest difference, as a share of the greatest value. NaN stays. */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [difference, largest] = [0, 0];
  for (let i = 0; i < Math.max(found.length, expected.length); i++) {
    difference = Math.max(difference, Math.abs(found[i]! - expected[i]!));
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return largest === 0 ? difference : difference / largest;
}
