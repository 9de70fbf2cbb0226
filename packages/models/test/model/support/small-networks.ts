import { seededRandom } from "@atcs/colocate";
import * as tf from "@tensorflow/tfjs";
import type { LabelPoints, Network, NetworkConfig, NetworkName } from "../../../src/index.ts";

/** Of networks small enough to be run in a blink. */
export function smallConfig(rest: Partial<NetworkConfig> = {}): NetworkConfig {
  // Of single_pixel it is the width itself, which would else be that of the inputs or outputs.
  return { channels: 3, task: "bin_seg_3d", bins: 3, blocks: 2, baseWidth: 4, maxWidth: 8, ...rest };
}

/** Networks whose head is linear, so that it does not matter whether it runs before interpolation or after it. */
export const linearNetworks: readonly NetworkName[] = [
  "single_pixel",
  "simple_conv",
  "unet_2_1d",
  "unet_3d",
  "simple_conv_3d",
];

export function isVolumetric(name: NetworkName): boolean {
  return name === "unet_3d" || name === "unet_2_1d" || name === "simple_conv_3d";
}

/** Uniform in [-1, 1). */
export function randomImages(shape: readonly [number, number, number, number], seed = 1): tf.Tensor4D {
  const random = seededRandom(seed);
  const data = Float32Array.from({ length: shape.reduce((product, length) => product * length, 1) }, () => {
    return 2 * random() - 1;
  });
  return tf.tensor4d(data, [...shape]);
}

/** Points anywhere in the images; weights sum to 1, or are all of the first corner. */
export function randomPoints(
  count: number,
  [batch, , height, width]: readonly [number, number, number, number],
  { atPixels = false, seed = 2 }: { atPixels?: boolean; seed?: number } = {},
): LabelPoints {
  const random = seededRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const weights = Float32Array.from({ length: count * 4 }, (_, i) => (i % 4 === 0 ? 1 : 0));
  for (let p = 0; p < count && !atPixels; p++) {
    const parts = [0, 0, 0, 0].map(() => random() + 0.01);
    const sum = parts.reduce((total, part) => total + part, 0);
    weights.set(
      parts.map((part) => part / sum),
      p * 4,
    );
  }
  return {
    batchIndex: Int32Array.from({ length: count }, () => below(batch)),
    corners: Int32Array.from({ length: count * 8 }, (_, i) => below(i % 2 === 0 ? height : width)),
    weights,
  };
}

/** What a dense output [B, .., H, W] has at points, by plain loops: [P, ..]. */
export function interpolateByLoops(
  dense: Float32Array | Int32Array | Uint8Array,
  shape: readonly number[],
  { batchIndex, corners, weights }: LabelPoints,
): Float64Array {
  const [height, width] = shape.slice(-2) as [number, number];
  const values = shape.slice(1, -2).reduce((product, length) => product * length, 1);
  const out = new Float64Array(batchIndex.length * values);
  for (let p = 0; p < batchIndex.length; p++) {
    for (let value = 0; value < values; value++) {
      for (let j = 0; j < 4; j++) {
        const [row, col] = [corners[p * 8 + j * 2]!, corners[p * 8 + j * 2 + 1]!];
        const plane = batchIndex[p]! * values + value;
        out[p * values + value]! += weights[p * 4 + j]! * dense[(plane * height + row) * width + col]!;
      }
    }
  }
  return out;
}

/** Statistics and biases that are not those of the beginning. */
export async function disturb(network: Network): Promise<void> {
  const random = seededRandom(5);
  const moved: tf.Tensor[] = [];
  for (const [i, weight] of network.getWeights().entries()) {
    const positive = network.parameters[i]!.name.endsWith("moving_variance");
    const values = (await weight.data()).map((value) => value + (positive ? random() : (random() - 0.5) / 5));
    moved.push(tf.tensor(values, weight.shape, "float32"));
  }
  network.setWeights(moved);
  tf.dispose(moved);
}

/** Of all weights, in their order. */
export async function valuesOf(network: Network): Promise<number[][]> {
  return Promise.all(network.getWeights().map(async (weight) => [...(await weight.data())]));
}
