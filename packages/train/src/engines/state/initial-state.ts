import { createModel } from "@atcs/models";
import { readyQuietly } from "../start/backend.ts";
import type { TrainingState, TrainingTask } from "../types.ts";
import { zeroMoments } from "./values.ts";

/**
 * The state before the first update: weights as `createModel` makes them, and nothing learned yet. They are the same on
 * every engine, and no tensors stay.
 *
 * @param seed of the weights, an integer from 0 to 2^32 - 1
 * @throws TypeError, RangeError as `createModel`
 */
export async function initialState(
  { network, config }: Pick<TrainingTask, "network" | "config">,
  seed: number,
): Promise<TrainingState> {
  await readyQuietly();
  const model = createModel(network, { ...config, seed });
  try {
    const parameters = new Map<string, Float32Array>();
    // A copy: what plain JavaScript gives are the values of the tensor themselves.
    for (const { name } of model.parameters) {
      parameters.set(name, new Float32Array(await model.variable(name).data<"float32">()));
    }
    return { parameters, ...zeroMoments(model.parameters), step: 0 };
  } finally {
    model.dispose();
  }
}
