import type { Tensor } from "@tensorflow/tfjs";

/**
 * Cloud types (P, K) of label points, 0 to 8 and 255 for unknown: the array of a batch of `@atcs/dataset`, or its int32
 * tensor. An array is checked; the values of a tensor are not read, and what is no cloud type there is unknown.
 */
export type CloudScenario = Uint8Array | Tensor;
