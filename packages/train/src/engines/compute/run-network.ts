import { type Tensor, tensor4d, tidy } from "@tensorflow/tfjs";
import type { MicroBatch } from "../types.ts";
import type { TaskNetwork } from "./task-network.ts";

/** Logits at label points with the running statistics. */
export function runAtLabels({ network }: TaskNetwork, batch: MicroBatch): Tensor {
  return tidy(() => {
    const images = tensor4d(batch.images, [...batch.shape]);
    return network.atLabels(images, batch.batchIndex, batch.corners, batch.weights);
  });
}

/** Logits of every pixel with the running statistics. */
export function runDense(
  { network }: TaskNetwork,
  images: Float32Array,
  shape: readonly [number, number, number, number],
): Tensor {
  return tidy(() => network.dense(tensor4d(images, [...shape])));
}
