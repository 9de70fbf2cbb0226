import type { GradientSets } from "../compute/compute-gradients.ts";
import type { LossSums } from "../compute/loss-sums.ts";
import type { AdamState } from "../host/adam.ts";
import type { FlatTensors, NamedTensors } from "./flat-tensors.ts";

/** What an update is made of. */
export interface Update {
  /** Flat, of each sum; their memory may be taken. */
  readonly gradients: GradientSets<FlatTensors>;
  readonly sums: LossSums;
  readonly smoothnessWeight: number;
  /** Number of this update, from 1. */
  readonly step: number;
  readonly learningRate: number;
}

/** What is learned, and what changes it. */
export interface Adam {
  /** Of now, until the next update. */
  readonly state: AdamState;
  /** Parameters as the graph of gradients takes them, of now too. */
  readonly parameterInputs: NamedTensors;
  /** @returns false for gradients whose squares are not finite, of which nothing is taken up */
  update(update: Update): Promise<boolean>;
  release(): Promise<void>;
}
