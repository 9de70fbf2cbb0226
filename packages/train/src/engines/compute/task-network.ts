import { createModel, type LossFunction, lossTerms, type Network } from "@atcs/models";
import { dispose, type Tensor, tensor } from "@tensorflow/tfjs";
import type { TrainingTask } from "../types.ts";

/** A network on the current backend with its loss. */
export interface TaskNetwork {
  readonly network: Network;
  readonly loss: LossFunction;
  /** 0 computes no penalty. */
  readonly smoothnessWeight: number;
  readonly radianceChannels: readonly number[];
}

/** @throws TypeError, RangeError for a network or a loss that there is not */
export function taskNetwork(task: TrainingTask): TaskNetwork {
  const { smoothnessWeight, radianceChannels } = task;
  const loss = lossTerms(task.loss);
  return { network: createModel(task.network, task.config), loss, smoothnessWeight, radianceChannels };
}

/** Set all parameters. @param valuesOf numbers by name, which are copied */
export function setParameters(network: Network, valuesOf: (name: string) => Float32Array): void {
  const made: Tensor[] = [];
  try {
    // A copy: plain JavaScript computes on the array it is given.
    for (const { name, shape } of network.parameters) made.push(tensor(new Float32Array(valuesOf(name)), [...shape]));
    network.setWeights(made);
  } finally {
    dispose(made);
  }
}
