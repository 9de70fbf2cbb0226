import type * as tf from "@tensorflow/tfjs";
import { tensor } from "@tensorflow/tfjs";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { seededRandom } from "../../../colocate/src/random.ts";
import type { Network } from "../../src/index.ts";

/** Numbers from -1 to 1. */
export function randomValues(count: number, ...seed: (string | number)[]): Float32Array {
  const random = seededRandom(7, ...seed);
  return Float32Array.from({ length: count }, () => 2 * random() - 1);
}

/** Biases, factors and running statistics that are not those of a new network; kernels stay as they are. */
export function disturb(network: Network): void {
  const weights = network.parameters.map(({ name, shape }, i) => {
    const old = network.getWeights()[i]!;
    if (name.endsWith("/kernel")) return old.clone();
    const values = randomValues(old.size, name).map((value) => {
      if (name.endsWith("/gamma")) return 1 + 0.5 * value;
      return name.endsWith("/moving_variance") ? (1.1 + value) ** 3 : value;
    });
    return tensor(values, [...shape], "float32");
  });
  network.setWeights(weights);
  for (const weight of weights) weight.dispose();
}

/** Arrays of label points in images of this shape, as both sides take them. */
export interface TestPoints {
  readonly batchIndex: Int32Array;
  readonly corners: Int32Array;
  readonly weights: Float32Array;
}

/** Any pixels, with weights that sum to 1 and are not all positive. */
export function makePoints(count: number, batch: number, height: number, width: number): TestPoints {
  const random = seededRandom(3, "points", count);
  const below = (limit: number): number => Math.floor(random() * limit);
  const weights = Float32Array.from({ length: 4 * count }, () => random() - 0.2);
  for (let p = 0; p < count; p++) weights[4 * p + 3] = 1 - weights[4 * p]! - weights[4 * p + 1]! - weights[4 * p + 2]!;
  return {
    batchIndex: Int32Array.from({ length: count }, () => below(batch)),
    corners: Int32Array.from({ length: 8 * count }, (_, i) => below(i % 2 === 0 ? height : width)),
    weights,
  };
}

/** The inputs of a model for label points. */
export function pointFeeds({ batchIndex, corners, weights }: TestPoints): Record<string, Tensor> {
  const points = batchIndex.length;
  return {
    batch_index: new Tensor("int64", BigInt64Array.from(batchIndex, BigInt), [points]),
    corners: new Tensor("int64", BigInt64Array.from(corners, BigInt), [points, 4, 2]),
    weights: new Tensor("float32", weights, [points, 4]),
  };
}

export function floats(values: ArrayLike<number>, dims: readonly number[]): Tensor {
  return new Tensor("float32", Float32Array.from(values), dims);
}

/** On one thread of the processor; its log has fatal errors only, since those that are expected are thrown too. */
export function openSession(bytes: Uint8Array): Promise<InferenceSession> {
  return InferenceSession.create(bytes, { executionProviders: ["cpu"], intraOpNumThreads: 1, logSeverityLevel: 4 });
}

/** Run a model that is needed once. */
export async function runModel(bytes: Uint8Array, feeds: Record<string, Tensor>): Promise<Record<string, Tensor>> {
  const session = await openSession(bytes);
  try {
    return (await session.run(feeds)) as Record<string, Tensor>;
  } finally {
    await session.release();
  }
}

/** The greatest difference, as a share of the greatest value. */
export function relativeDifference(found: Tensor, expected: tf.Tensor): number {
  const [a, b] = [found.data as Float32Array, expected.dataSync()];
  let [difference, largest] = [0, 0];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    // NaN, of a value that is missing or not a number, stays.
    difference = Math.max(difference, Math.abs(a[i]! - b[i]!));
    largest = Math.max(largest, Math.abs(b[i]!));
  }
  return largest === 0 ? difference : difference / largest;
}
